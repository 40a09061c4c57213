import CommandLineInterface
import Evaluation
import Foundation

/// The outcomes of a benchmark, side by side.
struct BenchmarkTable {
  let outcomes: [BenchmarkOutcome]

  private static let header = [
    "machine", "detector", "seed", "AUC", "int", "pAUC", "int", "F1", "precision", "recall",
    "TP/FP/TN/FN", "size", "memory", "MACs", "training",
  ]

  /// A row a detector and seed, machines apart, the best first; of several seeds their median too.
  func text(_ style: Style) -> String {
    var table = TextTable([.left, .left] + Self.header.dropFirst(2).map { _ in .right })
    table.add(Self.header)
    var notes: [String] = []
    for machine in machines {
      for rows in ranked(machine) {
        for row in rows { table.add(Self.cells(row)) }
        if rows.count > 1 { table.add(Self.medianCells(rows)) }
        notes += rows.compactMap { row in
          (row.reason ?? row.search?.text).map { note in
            let seed = rows.count > 1 ? " seed \(row.seed)" : ""
            return "\(row.machine) \(row.detector)\(seed): \(note)"
          }
        }
      }
    }
    return ([table.description] + notes).joined(separator: "\n")
  }

  private var machines: [String] { Set(outcomes.map(\.machine)).sorted() }

  /// The outcomes of a machine by detector, by what their integers reach, the best first.
  private func ranked(_ machine: String) -> [[BenchmarkOutcome]] {
    let own = outcomes.filter { $0.machine == machine }
    let groups = Dictionary(grouping: own, by: \.detector).values
    return groups.map { $0.sorted { $0.seed < $1.seed } }.sorted { first, second in
      let (one, two) = (Self.median(first.map(\.reached)), Self.median(second.map(\.reached)))
      if one != two { return (one ?? -1) > (two ?? -1) }
      return first[0].detector < second[0].detector
    }
  }

  private static func cells(_ row: BenchmarkOutcome) -> [String] {
    let confusion = row.confusion
    return [
      row.machine, row.detector, "\(row.seed)", area(row.float?.auc), area(row.quantized?.auc),
      area(row.float?.pauc), area(row.quantized?.pauc), share(confusion?.f1),
      share(confusion?.precision), share(confusion?.recall),
      confusion.map {
        "\($0.truePositive)/\($0.falsePositive)/\($0.trueNegative)/\($0.falseNegative)"
      } ?? "–",
      row.cost.map { Figures.count($0.fileBytes) } ?? "–",
      row.cost.map { Figures.count($0.memoryBytes) } ?? "–",
      row.cost.map { Figures.count($0.multiplications) } ?? "–",
      row.cost.map { String(format: "%.1f s", $0.seconds) } ?? "–",
    ]
  }

  private static func medianCells(_ rows: [BenchmarkOutcome]) -> [String] {
    func median(_ value: (BenchmarkOutcome) -> Double?) -> Double? {
      Self.median(rows.map(value))
    }
    return [
      rows[0].machine, rows[0].detector, "median", area(median { $0.float?.auc }),
      area(median { $0.quantized?.auc }), area(median { $0.float?.pauc }),
      area(median { $0.quantized?.pauc }), share(median { $0.confusion?.f1 }),
      share(median { $0.confusion?.precision }), share(median { $0.confusion?.recall }), "–", "–",
      "–", "–", "–",
    ]
  }

  /// Of the values that are there; nil of none.
  private static func median(_ values: [Double?]) -> Double? {
    let known = values.compactMap { $0 }
    return known.isEmpty ? nil : Percentile.value(0.5, of: known)
  }

  private static func area(_ value: Double?) -> String {
    value.map { String(format: "%.4f", $0) } ?? "–"
  }

  private static func share(_ value: Double?) -> String {
    value.map { String(format: "%.3f", $0) } ?? "–"
  }

  /// For spreadsheets: a line an outcome, empty where there is no figure.
  var csv: String {
    let names = [
      "machine", "detector", "seed", "auc_float", "auc_quantized", "pauc_float", "pauc_quantized",
      "f1", "precision", "recall", "tp", "fp", "tn", "fn", "file_bytes", "memory_bytes", "macs",
      "training_seconds", "searched_settings", "reason",
    ]
    let lines = outcomes.map { row in
      func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
      func count(_ value: Int?) -> String { value.map { "\($0)" } ?? "" }
      return [
        Self.quoted(row.machine), row.detector, "\(row.seed)", number(row.float?.auc),
        number(row.quantized?.auc), number(row.float?.pauc), number(row.quantized?.pauc),
        number(row.confusion?.f1), number(row.confusion?.precision),
        number(row.confusion?.recall), count(row.confusion?.truePositive),
        count(row.confusion?.falsePositive), count(row.confusion?.trueNegative),
        count(row.confusion?.falseNegative), count(row.cost?.fileBytes),
        count(row.cost?.memoryBytes), count(row.cost?.multiplications),
        number(row.cost?.seconds), Self.quoted(row.search?.settings.text ?? ""),
        Self.quoted(row.reason ?? ""),
      ].joined(separator: ",")
    }
    return ([names.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    text.contains(where: { ",\"\n".contains($0) })
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  /// For programs.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Numbers and strings always encode.
    guard let data = try? encoder.encode(outcomes) else { return "[]" }
    return String(decoding: data, as: UTF8.self)
  }
}

extension BenchmarkOutcome {
  /// What the device reaches, or the float detector where there is no other.
  fileprivate var reached: Double? { quantized?.auc ?? float?.auc }
}
