import CommandLineInterface
import Datasets
import Foundation

/// How a survey is shown, as text and as JSON.
struct DatasetReport {
  private static let badFilesShown = 10
  private let survey: DatasetSurvey
  private var dataset: Dataset { survey.dataset }
  private var isSound: Bool { dataset.content == .audio }

  init(_ survey: DatasetSurvey) { self.survey = survey }

  func text(_ style: Style) -> String {
    ([heading(style), table(style), properties] + unplaced(style) + bad(style))
      .joined(separator: "\n")
  }

  private func heading(_ style: Style) -> String {
    let kind = isSound ? "recordings, \(hours(survey.seconds)) hours" : "files of features"
    let count = survey.groups.reduce(0) { $0 + $1.clips }
    return "\(style.bold(dataset.root)): \(count) \(kind), named as in \(dataset.layout.name)"
  }

  private func table(_ style: Style) -> String {
    let hasDomains = dataset.layout == .dcase2021
    let hasFaultsInTraining = survey.groups.contains { $0.trainAnomaly > 0 }
    var columns: [(name: String, isText: Bool, cell: (DatasetSurvey.Group) -> String)] = [
      ("machine", true, { $0.machine }), ("id", true, { $0.id }),
    ]
    if hasDomains { columns.append(("domain", true, { $0.domain.rawValue })) }
    columns.append(("train", false, { "\($0.trainNormal)" }))
    if hasFaultsInTraining {
      columns.append(("train anomaly (unused)", false, { "\($0.trainAnomaly)" }))
    }
    columns.append(("test normal", false, { "\($0.testNormal)" }))
    columns.append(("test anomaly", false, { "\($0.testAnomaly)" }))
    if isSound { columns.append(("hours", false, { hours($0.seconds) })) }
    var table = TextTable(columns.map { $0.isText ? .left : .right })
    table.add(columns.map { style.dim($0.name) })
    for group in survey.groups { table.add(columns.map { $0.cell(group) }) }
    return table.description
  }

  private var properties: String {
    if survey.groups.isEmpty { return "no clip can be used" }
    guard isSound else { return list(survey.bands) { "\($0) bands" } }
    return list(survey.rates) { rate in
      let heard = ModelRate.heard(rate)
      return heard == rate ? "\(rate) Hz" : "\(rate) Hz heard at \(heard) Hz"
    } + ", "
      + list(survey.channels) { $0 == 1 ? "1 channel" : "\($0) channels" }
  }

  /// `16000 Hz`, or `16000 Hz (90 clips) and 8000 Hz (2)`.
  private func list(_ tallies: [DatasetSurvey.Tally], _ name: (Int) -> String) -> String {
    if tallies.count == 1 { return name(tallies[0].value) }
    let parts = tallies.map { tally in
      "\(name(tally.value)) (\(tally.clips) \(tally.clips == 1 ? "clip" : "clips"))"
    }
    return parts.joined(separator: " and ")
  }

  private func unplaced(_ style: Style) -> [String] {
    guard !dataset.unplaced.isEmpty else { return [] }
    let reasons = Dictionary(grouping: dataset.unplaced, by: \.reason)
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    return [style.yellow("not placed: \(dataset.unplaced.count)")]
      + reasons.map { reason, files in
        files.count == 1
          ? "  \(files[0].path): \(reason)"
          : "  \(files.count) files, for example \(files[0].path): \(reason)"
      }
  }

  private func bad(_ style: Style) -> [String] {
    guard !survey.bad.isEmpty else { return [] }
    let shown = survey.bad.prefix(Self.badFilesShown).map { file in
      file.error.description.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    }
    let rest = survey.bad.count - shown.count
    return [style.red("bad files, left out: \(survey.bad.count)")] + shown
      + (rest > 0 ? ["  and \(rest) more; --json lists them all"] : [])
  }

  var json: JSONValue {
    [
      "root": .string(dataset.root), "layout": .string(dataset.layout.rawValue),
      "content": isSound ? "recordings" : "features",
      "clips": .integer(survey.groups.reduce(0) { $0 + $1.clips }),
      "hours": isSound ? .number(survey.seconds / 3600) : .null,
      "groups": .array(survey.groups.map(json)),
      "rates": json(survey.rates), "rate_heard": modelRate.map { .integer($0) } ?? .null,
      "channels": json(survey.channels), "bands": json(survey.bands),
      "unplaced": .array(
        dataset.unplaced.map { ["path": .string($0.path), "reason": .string($0.reason)] }),
      "bad": .array(
        survey.bad.map {
          ["path": .string($0.clip.path), "reason": .string($0.error.description)]
        }),
    ]
  }

  /// Of a model that is trained on these recordings; nil for features.
  private var modelRate: Int? {
    ModelRate.commonest(survey.rates.flatMap { Array(repeating: $0.value, count: $0.clips) })
  }

  private func json(_ group: DatasetSurvey.Group) -> JSONValue {
    [
      "machine": .string(group.machine), "id": .string(group.id),
      "domain": .string(group.domain.rawValue),
      "train_normal": .integer(group.trainNormal), "train_anomaly": .integer(group.trainAnomaly),
      "test_normal": .integer(group.testNormal), "test_anomaly": .integer(group.testAnomaly),
      "hours": isSound ? .number(group.seconds / 3600) : .null,
    ]
  }

  private func json(_ tallies: [DatasetSurvey.Tally]) -> JSONValue {
    .array(tallies.map { ["value": .integer($0.value), "clips": .integer($0.clips)] })
  }

  /// Training the first machine that has clips for it.
  func next(channel: Int?) -> NextCommand? {
    guard let machine = survey.groups.first(where: { $0.trainNormal > 0 })?.machine else {
      return nil
    }
    let model = "\(machine).safetensors"
    let root = NextCommand.file(dataset.root)
    let needsChannel = survey.channels.contains { $0.value > 1 }
    guard needsChannel else {
      return NextCommand("edgeasd", "train", root, "--machine", machine, "-o", model)
    }
    return NextCommand(
      "edgeasd", "train", root, "--machine", machine, "--channel", "\(channel ?? 1)", "-o", model)
  }
}

private func hours(_ seconds: Double) -> String { String(format: "%.2f", seconds / 3600) }
