import CommandLineInterface
import Foundation
import Quantization

/// A model's layers as rows of text and as JSON.
enum LayerTable {
  /// One line a layer; the last two columns only where they were measured.
  static func text(_ layers: [LayerSummary], reports: [LayerReport]?, _ style: Style) -> String {
    var table = TextTable([.left, .left, .right, .right, .right, .right, .right])
    var head = ["layer", "operation", "output", "bytes", "MACs", "range"]
    if reports != nil { head.append("SQNR") }
    table.add(head.map(style.dim))
    let worst = reports?.compactMap(\.signalToNoise).min()
    for (index, layer) in layers.enumerated() {
      var cells = [
        layer.name, layer.kind, shape(layer.outputShape), Figures.count(layer.bytes),
        Figures.count(layer.multiplications), range(reports?[index].observed ?? layer.range),
      ]
      if let reports { cells.append(ratio(reports[index].signalToNoise, worst: worst, style)) }
      table.add(cells)
    }
    return table.description
  }

  /// A vector as its length.
  static func shape(_ shape: [Int]) -> String {
    let sizes = shape.dropLast().allSatisfy { $0 == 1 } ? Array(shape.suffix(1)) : shape
    return sizes.map(String.init).joined(separator: "×")
  }

  static func range(_ range: ActivationRange) -> String {
    "\(Figures.signed(range.minimum)) … \(Figures.signed(range.maximum))"
  }

  private static func ratio(_ decibels: Double?, worst: Double?, _ style: Style) -> String {
    guard let decibels else { return "–" }
    let text = decibels.isFinite ? String(format: "%.1f dB", decibels) : "exact"
    return decibels == worst ? style.yellow(text) : text
  }

  /// An object a layer.
  static func json(_ layers: [LayerSummary], reports: [LayerReport]?) -> JSONValue {
    .array(
      layers.enumerated().map { index, layer in
        var members: [JSONValue.Member] = [
          .init("name", .string(layer.name)), .init("operation", .string(layer.kind)),
          .init("output", .array(layer.outputShape.map { .integer($0) })),
          .init("bytes", .integer(layer.bytes)), .init("macs", .integer(layer.multiplications)),
          .init("range", json(layer.range)),
        ]
        if let report = reports?[index] {
          members.append(.init("observed", json(report.observed)))
          members.append(.init("sqnr_db", JSONValue(report.signalToNoise)))
        }
        return .object(members)
      })
  }

  static func json(_ range: ActivationRange) -> JSONValue {
    [.number(Double(range.minimum)), .number(Double(range.maximum))]
  }
}

/// Numbers as a person reads them.
enum Figures {
  /// `17,100,288`
  static func count(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// `768 bytes`, `48.0 KiB`
  static func bytes(_ value: Int) -> String {
    value < 10 * 1024
      ? "\(count(value)) bytes"
      : String(format: "%@ bytes (%.1f KiB)", count(value), Double(value) / 1024)
  }

  /// Three significant digits with a minus sign.
  static func signed(_ value: Float) -> String {
    String(format: "%.3g", value)
  }

  /// A score in dB².
  static func score(q24: Int64) -> String { String(format: "%.4g", Double(q24) / 0x1p24) }
}
