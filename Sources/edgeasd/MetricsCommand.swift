import CommandLineInterface
import Evaluation
import WordSuggestion

/// `edgeasd metrics`: judges the scores of any detector.
struct MetricsCommand: Command {
  private static let file = Parameter.argument(
    "file", .path, help: "CSV file with a header; '-' reads standard input.")
  private static let score = Parameter.listOption(
    "score", .string, valueName: "column,...",
    help: "Scores; higher means more anomalous. Of several --combine makes one.")
  private static let combine = Parameter<ScoreCombination?>.option(
    "combine", .choice(of: ScoreCombination.self), valueName: "way",
    help: """
      How several scores make one, each scaled to 0…1 by the least and the largest within the group: \
      their product, mean, max, or noisy-or, 1 - Π (1 - s).
      """)
  private static let label = Parameter.requiredOption(
    "label", .string, valueName: "column",
    help: "Labels: 0 or normal, 1 or anomaly (also: abnormal, anomalous).")
  private static let group = Parameter.listOption(
    "group", .string, valueName: "column,...",
    help: "Judge each combination of these columns' values for itself, and average.")
  private static let layout = Parameter.option(
    "layout", .choice(of: AveragingRule.self), valueName: "layout", default: .dcase2020,
    help: "Whose rules to compare and average by.")
  private static let domain = Parameter.option(
    "domain", .string, valueName: "column", default: "domain",
    help: "Source or target domain, for the layouts from 2021 on.")
  private static let maxFPR = Parameter.option(
    "max-fpr", .number(above: 0, through: 1), valueName: "rate", default: 0.1,
    help: "False positive rate where the partial AUC ends.")
  private static let json = Parameter.flag("json", help: "Print the result as JSON.")

  let specification = CommandSpecification(
    name: "metrics", abstract: "Judge the scores of a detector: AUC and partial AUC.",
    discussion: """
      AUC is the probability that an anomalous clip scores higher than a normal one; the partial \
      AUC up to a false positive rate is standardised after McClish, 0.5 for guessing, as \
      scikit-learn's roc_auc_score does.

      dcase2020 averages over groups arithmetically. dcase2021 judges each domain with its own \
      clips; dcase2022 (and later years) compares the normal clips of a domain with the anomalous \
      ones of both, and takes the partial AUC over both domains. Their means are harmonic.

      In JSON the values of a group column are numbers if all of them are plain whole numbers, and \
      strings otherwise.
      """,
    parameters: [file, score, combine, label, group, layout, domain, maxFPR, json],
    examples: [
      .init(
        "edgeasd metrics scores.csv --score score --label label",
        "AUC and pAUC of all clips together"),
      .init(
        "edgeasd metrics scores.csv --score score --label label --group machine,id --json",
        "for each machine and id, with the mean over them"),
      .init(
        "edgeasd metrics scores.csv --score first,second --combine product --label label --group id",
        "an ensemble of two detectors"),
    ])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let groupColumns = arguments[Self.group]
    if let taken = groupColumns.first(where: MetricsReport.ownNames.contains) {
      throw UsageError("The group column '\(taken)' has the name of a result", about: Self.group)
    }
    let path = arguments[Self.file]
    let table = try CSVTable(InputFile.bytes(of: path), name: InputFile.name(of: path))
    let scoreColumns = arguments[Self.score]
    let combination = arguments[Self.combine]
    guard let first = scoreColumns.first else {
      throw UsageError("Missing expected option '--score <column,...>'", about: Self.score)
    }
    guard scoreColumns.count == 1 || combination != nil else {
      throw UsageError("Several scores need '--combine'", about: Self.combine)
    }
    let own = try column(first, of: table) { try table.numbers(in: $0) }
    let others = try scoreColumns.dropFirst().map { name in
      try column(name, of: table) { try table.numbers(in: $0) }
    }
    let labels = try column(arguments[Self.label], of: table) { try table.labels(in: $0) }
    let groups = try groupColumns.map { name in
      try column(name, of: table) { try table.index(of: $0) }
    }
    let rule = arguments[Self.layout]
    let domain =
      rule.separatesDomains
      ? try column(arguments[Self.domain], of: table) { try table.index(of: $0) } : nil
    let clips = zip(table.rows, labels).map { row, label in
      TestClip(
        isAnomaly: label, group: groups.map { row.fields[$0] },
        domain: domain.map { row.fields[$0] })
    }
    let scores = combination?.combined([own] + others, groups: clips.map(\.group)) ?? own
    let judgement = try TestSet(clips, rule: rule, maxFPR: arguments[Self.maxFPR]).judge(scores)
    let report = MetricsReport(
      judgement, groupColumns: groupColumns, domainColumn: arguments[Self.domain])
    report.warnings.forEach(StandardError.warn)
    print(arguments[Self.json] ? report.json.pretty : report.table(arguments.style))
    return .success
  }

  /// What `body` makes of a column; if there is none of the name, the nearest one is suggested.
  private func column<Result>(
    _ name: String, of table: CSVTable, _ body: (String) throws -> Result
  ) throws -> Result {
    do {
      return try body(name)
    } catch let error as TableError {
      guard case .missingColumn(let column, let columns) = error.problem, columns.count > 1,
        let near = Suggestion.nearest(to: column, in: columns)
      else { throw error }
      throw CommandFailure(.failure, "\(error): did you mean '\(near)'?")
    }
  }
}
