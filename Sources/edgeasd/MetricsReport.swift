import CommandLineInterface
import Evaluation
import Foundation

/// How a judgement is shown, as a table and as JSON.
struct MetricsReport {
  /// Names of results, which a group column may not have.
  static let ownNames = ["auc", "pauc", "normal", "anomaly"]

  private let judgement: Judgement
  private let columns: [String]
  /// For each of the columns, whether all its values are plain whole numbers.
  private let isNumeric: [Bool]

  init(_ judgement: Judgement, groupColumns: [String], domainColumn: String) {
    self.judgement = judgement
    let separatesDomains = judgement.groups.contains { $0.domain != nil }
    columns = groupColumns + (separatesDomains ? [domainColumn] : [])
    isNumeric = columns.indices.map { column in
      judgement.groups.allSatisfy { group in
        let value = Self.values(of: group)[column]
        // Beyond 2⁵³ readers that take every number for a Double would lose digits.
        return Int(value).map { "\($0)" } == value && value.count < 16
      }
    }
  }

  private static func values(of group: Judgement.Group) -> [String] {
    group.group + (group.domain.map { [$0] } ?? [])
  }

  /// A line for each group that has no result.
  var warnings: [String] {
    judgement.groups.filter { $0.auc == nil }.map { group in
      let name = zip(columns, Self.values(of: group)).map { "\($0) \($1)" }
      let which = name.isEmpty ? "the table" : name.joined(separator: ", ")
      return "\(which): no AUC with \(group.normal) normal and \(group.anomaly) anomalous clips"
    }
  }

  /// `{"groups": [{columns…, "auc", "pauc", "normal", "anomaly"}], "mean": {"auc", "pauc"}}`, and
  /// where domains are kept apart `"domains": {name: mean}` and `"official_score"`.
  var json: JSONValue {
    let groups = judgement.groups.map { group in
      var members = zip(Self.values(of: group), columns.indices).map { value, column in
        let number = isNumeric[column] ? Int(value) : nil
        return JSONValue.Member(
          columns[column], number.map { JSONValue.integer($0) } ?? .string(value))
      }
      members += [
        .init("auc", JSONValue(group.auc)), .init("pauc", JSONValue(group.pauc)),
        .init("normal", .integer(group.normal)), .init("anomaly", .integer(group.anomaly)),
      ]
      return JSONValue.object(members)
    }
    var members: [JSONValue.Member] = [
      .init("groups", .array(groups)), .init("mean", Self.json(judgement.mean)),
    ]
    if !judgement.domains.isEmpty {
      let domains = judgement.domains.map {
        JSONValue.Member($0.domain, Self.json($0.mean))
      }
      members.append(.init("domains", .object(domains)))
      members.append(.init("official_score", JSONValue(judgement.officialScore)))
    }
    return .object(members)
  }

  private static func json(_ mean: Judgement.Mean) -> JSONValue {
    ["auc": JSONValue(mean.auc), "pauc": JSONValue(mean.pauc)]
  }

  /// Aligned columns, a line for each group and one for each mean.
  func table(_ style: Style) -> String {
    var table = TextTable(
      isNumeric.map { $0 ? .right : .left } + [.left, .right, .right, .right, .right])
    // The means' names stand in a column of their own, so that no group can be taken for one.
    table.add(columns + ["", "AUC", "pAUC", "normal", "anomaly"])
    for group in judgement.groups {
      table.add(
        Self.values(of: group)
          + ["", Self.figure(group.auc), Self.figure(group.pauc)]
          + ["\(group.normal)", "\(group.anomaly)"])
    }
    let blanks = columns.map { _ in "" }
    for domain in judgement.domains {
      let mean = domain.mean
      table.add(blanks + ["mean, \(domain.domain)", Self.figure(mean.auc), Self.figure(mean.pauc)])
    }
    let mean = judgement.mean
    table.add(
      blanks
        + ["mean", style.bold(Self.figure(mean.auc)), style.bold(Self.figure(mean.pauc))])
    if let official = judgement.officialScore {
      table.add(blanks + ["official score", style.bold(Self.figure(official))])
    }
    return table.description
  }

  private static func figure(_ value: Double?) -> String {
    value.map { String(format: "%.4f", $0) } ?? "-"
  }
}
