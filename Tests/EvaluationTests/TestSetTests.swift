import SeededRandom
import Testing

@testable import Evaluation

@Suite struct TestSetTests {
  private static func clip(
    _ isAnomaly: Bool, _ group: String, _ domain: String? = nil
  ) -> TestClip {
    TestClip(isAnomaly: isAnomaly, group: [group], domain: domain)
  }

  /// Two sections with two domains each, and a score for every clip.
  private struct Sample {
    var clips: [TestClip] = []
    var scores: [Double] = []

    init(seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      for section in ["01", "00"] {
        for domain in ["target", "source"] {
          for index in 0..<(20 + generator.integer(below: 20)) {
            clips.append(clip(index % 3 == 0, section, domain))
            scores.append(generator.normal() + (index % 3 == 0 ? 1 : 0))
          }
        }
      }
    }

    func scores(_ isIncluded: (TestClip) -> Bool) -> [Double] {
      zip(clips, scores).filter { isIncluded($0.0) }.map(\.1)
    }

    func curve(
      normal: (TestClip) -> Bool, anomaly: (TestClip) -> Bool
    ) throws -> ROCCurve {
      try ROCCurve(
        normal: scores { !$0.isAnomaly && normal($0) },
        anomaly: scores { $0.isAnomaly && anomaly($0) })
    }
  }

  @Test func groupsStandInTheOrderOfTheClipsAndAreAveragedArithmetically() throws {
    let clips = [
      Self.clip(false, "b"), Self.clip(true, "a"), Self.clip(true, "b"), Self.clip(false, "a"),
      Self.clip(false, "a"),
    ]
    let judgement = try TestSet(clips).judge([1, 5, 2, 4, 6])
    #expect(judgement.groups.map(\.group) == [["b"], ["a"]])
    #expect(judgement.groups.map(\.auc) == [1, 0.5])
    #expect(judgement.groups.map(\.normal) == [1, 2])
    #expect(judgement.groups.map(\.anomaly) == [1, 1])
    #expect(judgement.mean.auc == 0.75)
    #expect(judgement.domains.isEmpty && judgement.officialScore == nil)
  }

  @Test func aGroupOfOneClassHasNoAreaAndIsLeftOutOfTheMean() throws {
    let clips = [Self.clip(false, "a"), Self.clip(true, "a"), Self.clip(true, "b")]
    let judgement = try TestSet(clips).judge([1, 2, 3])
    #expect(judgement.groups.map(\.auc) == [1, nil])
    #expect(judgement.groups.map(\.pauc) == [1, nil])
    #expect(judgement.mean.auc == 1)
    let none = try TestSet([Self.clip(true, "b")]).judge([3])
    #expect(none.mean.auc == nil && none.mean.pauc == nil)
  }

  @Test(arguments: 1..<6 as Range<UInt64>)
  func rule2021ComparesWithinDomains(seed: UInt64) throws {
    let sample = Sample(seed: seed)
    let judgement = try TestSet(sample.clips, rule: .dcase2021).judge(sample.scores)
    var inverseAUC = 0.0
    var inversePAUC = 0.0
    for result in judgement.groups {
      let isIn: (TestClip) -> Bool = { $0.group == result.group && $0.domain == result.domain }
      let curve = try sample.curve(normal: isIn, anomaly: isIn)
      #expect(result.auc == curve.auc)
      #expect(result.pauc == curve.partialAUC(maxFPR: 0.1))
      inverseAUC += 1 / curve.auc
      inversePAUC += 1 / curve.partialAUC(maxFPR: 0.1)
    }
    #expect(judgement.groups.count == 4)
    #expect(judgement.groups.map(\.domain) == ["source", "target", "source", "target"])
    #expect(abs((judgement.mean.auc ?? 0) - 4 / inverseAUC) < 1e-14)
    #expect(abs((judgement.officialScore ?? 0) - 8 / (inverseAUC + inversePAUC)) < 1e-14)
  }

  @Test(arguments: 1..<6 as Range<UInt64>)
  func rule2022ComparesNormalsOfADomainWithAllAnomaliesOfTheSection(seed: UInt64) throws {
    let sample = Sample(seed: seed)
    let judgement = try TestSet(sample.clips, rule: .dcase2022).judge(sample.scores)
    var inversePAUC = 0.0
    for result in judgement.groups {
      let isInSection: (TestClip) -> Bool = { $0.group == result.group }
      let part = try sample.curve(
        normal: { isInSection($0) && $0.domain == result.domain }, anomaly: isInSection)
      let whole = try sample.curve(normal: isInSection, anomaly: isInSection)
      #expect(result.auc == part.auc)
      #expect(result.pauc == whole.partialAUC(maxFPR: 0.1))
      #expect(result.anomaly == sample.scores { isInSection($0) && $0.isAnomaly }.count)
      // Each section's pAUC counts once, though it stands in both domains.
      inversePAUC += 0.5 / whole.partialAUC(maxFPR: 0.1)
    }
    #expect(abs((judgement.mean.pauc ?? 0) - 2 / inversePAUC) < 1e-14)
    let aucs = judgement.groups.compactMap(\.auc)
    let official = 6 / (aucs.reduce(0) { $0 + 1 / $1 } + inversePAUC)
    #expect(abs((judgement.officialScore ?? 0) - official) < 1e-14)
  }

  @Test func domainMeansKeepSourceAndTargetApart() throws {
    let sample = Sample(seed: 8)
    let judgement = try TestSet(sample.clips, rule: .dcase2021).judge(sample.scores)
    #expect(judgement.domains.map(\.domain) == ["source", "target"])
    for domain in judgement.domains {
      let aucs = judgement.groups.filter { $0.domain == domain.domain }.compactMap(\.auc)
      #expect(abs((domain.mean.auc ?? 0) - 2 / (1 / aucs[0] + 1 / aucs[1])) < 1e-14)
    }
  }

  @Test func theHarmonicMeanOfAZeroIsAlmostZero() {
    let mean = AveragingRule.dcase2021.mean(of: [0, 1])
    #expect(mean.map { $0 > 0 && $0 < 1e-15 } == true)
  }

  @Test func wrongCountsAndNaNAreRefused() {
    let set = TestSet([Self.clip(false, "a"), Self.clip(true, "a")])
    #expect(throws: EvaluationError.countMismatch(scores: 1, clips: 2)) { try set.judge([1]) }
    #expect(throws: EvaluationError.self) { try set.judge([1, .nan]) }
  }
}
