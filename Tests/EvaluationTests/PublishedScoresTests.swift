import Foundation
import Testing

@testable import Evaluation

/// The scores of two published systems on all machines of DCASE 2020, and what their authors
/// measured.
enum PublishedScores {
  static let folder: String = {
    let data =
      ProcessInfo.processInfo.environment["EDGEASD_DATA"]
      ?? URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("shared/data").path
    return data + "/dcase2020-scores"
  }()

  static let isPresent = FileManager.default.fileExists(atPath: folder + "/clip_scores.csv")

  static func table(_ name: String) throws -> CSVTable {
    let path = folder + "/" + name
    return try CSVTable(
      Array(Data(contentsOf: URL(fileURLWithPath: path))), name: name)
  }

  static func testSet(_ table: CSVTable) throws -> TestSet {
    let labels = try table.labels(in: "label")
    return TestSet(
      zip(table.rows, labels).map { row, label in
        TestClip(isAnomaly: label, group: [row.fields[0], row.fields[1]])
      })
  }
}

@Suite(.enabled(if: PublishedScores.isPresent, "needs the scores of ../shared/data"))
struct PublishedScoresTests {
  @Test(arguments: [
    ("modspec_graph", "published_modspec_graph.csv"),
    ("ivector_gmm", "published_iVectors_gmm.csv"),
  ])
  func everyPublishedAreaIsMet(column: String, file: String) throws {
    let scores = try PublishedScores.table("clip_scores.csv")
    let judgement = try PublishedScores.testSet(scores).judge(scores.numbers(in: column))
    try compare(judgement, with: PublishedScores.table(file))
  }

  @Test func theProductOfTheScaledScoresIsThePublishedEnsemble() throws {
    let scores = try PublishedScores.table("clip_scores.csv")
    let set = try PublishedScores.testSet(scores)
    let product = ScoreCombination.product.combined(
      try ["modspec_graph", "ivector_gmm"].map { try scores.numbers(in: $0) },
      groups: scores.rows.map { Array($0.fields[0...1]) })
    try compare(set.judge(product), with: PublishedScores.table("published_ensemble.csv"))
  }

  /// 29 rows: 23 ids, and six averages over a machine's ids.
  private func compare(_ judgement: Judgement, with published: CSVTable) throws {
    let aucs = try published.numbers(in: "AUC")
    let paucs = try published.numbers(in: "pAUC")
    #expect(published.rows.count == 29 && judgement.groups.count == 23)
    for (index, row) in published.rows.enumerated() {
      let machine = row.fields[1]
      let id = row.fields[2]
      let groups = judgement.groups.filter {
        $0.group[0] == machine && (id == "Average" || $0.group[1] == id)
      }
      let auc = try #require(AveragingRule.dcase2020.mean(of: groups.compactMap(\.auc)))
      let pauc = try #require(AveragingRule.dcase2020.mean(of: groups.compactMap(\.pauc)))
      #expect(abs(auc - aucs[index]) < 1e-9, "\(machine) \(id)")
      #expect(abs(pauc - paucs[index]) < 1e-9, "\(machine) \(id)")
    }
  }

  @Test func theTwoSystemsDifferByMoreThanChance() throws {
    let scores = try PublishedScores.table("clip_scores.csv")
    let set = try PublishedScores.testSet(scores)
    let result = try #require(
      try PairedBootstrap(
        scores.numbers(in: "modspec_graph"), scores.numbers(in: "ivector_gmm"), on: set))
    #expect(result.resamples == 2_000)
    #expect(result.auc.lower < result.auc.value && result.auc.value < result.auc.upper)
    #expect(result.auc.upper - result.auc.lower < 0.05)
  }
}
