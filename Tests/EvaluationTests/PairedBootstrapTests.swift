import SeededRandom
import Testing

@testable import Evaluation

@Suite struct PairedBootstrapTests {
  /// Scores of two detectors that hear the same clips with partly common noise.
  private struct Pair {
    var clips: [TestClip] = []
    var first: [Double] = []
    var second: [Double] = []

    init(
      seed: UInt64, normal: Int, anomaly: Int, groups: Int = 1, gain: (Double, Double) = (1.2, 1)
    ) {
      var generator = SeededGenerator(seed: seed)
      for group in 0..<groups {
        for index in 0..<(normal + anomaly) {
          let isAnomaly = index >= normal
          clips.append(TestClip(isAnomaly: isAnomaly, group: ["\(group)"]))
          let common = generator.normal()
          first.append(common + 0.5 * generator.normal() + (isAnomaly ? gain.0 : 0))
          second.append(common + 0.5 * generator.normal() + (isAnomaly ? gain.1 : 0))
        }
      }
    }
  }

  /// Standard error of the difference of two correlated AUCs (DeLong, DeLong, Clarke-Pearson,
  /// Biometrics 1988), by counting pairs.
  private func deLongError(_ pair: Pair) -> Double {
    let normal = pair.clips.indices.filter { !pair.clips[$0].isAnomaly }
    let anomaly = pair.clips.indices.filter { pair.clips[$0].isAnomaly }
    func wins(_ scores: [Double], _ a: Int, _ n: Int) -> Double {
      scores[a] > scores[n] ? 1 : scores[a] == scores[n] ? 0.5 : 0
    }
    func differences(_ outer: [Int], _ pairs: (Int) -> [(Int, Int)]) -> [Double] {
      outer.map { one in
        let all = pairs(one)
        let sum = all.reduce(0.0) { sum, pairing in
          sum + wins(pair.first, pairing.0, pairing.1) - wins(pair.second, pairing.0, pairing.1)
        }
        return sum / Double(all.count)
      }
    }
    func variance(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    }
    let ofAnomalies = differences(anomaly) { a in normal.map { (a, $0) } }
    let ofNormals = differences(normal) { n in anomaly.map { ($0, n) } }
    let square =
      variance(ofAnomalies) / Double(anomaly.count) + variance(ofNormals) / Double(normal.count)
    return square.squareRoot()
  }

  @Test(arguments: 1..<5 as Range<UInt64>)
  func widthIsThatOfDeLong(seed: UInt64) throws {
    let pair = Pair(seed: seed, normal: 150, anomaly: 120)
    let result = try #require(
      try PairedBootstrap(pair.first, pair.second, on: TestSet(pair.clips), seed: seed))
    let width = result.auc.upper - result.auc.lower
    let expected = 2 * 1.959964 * deLongError(pair)
    #expect(abs(width / expected - 1) < 0.12)
    let centre = (result.auc.upper + result.auc.lower) / 2
    #expect(abs(centre - result.auc.value) < 0.15 * expected)
  }

  @Test func intervalsOfEqualDetectorsHoldZeroAboutAsOftenAsTheySay() throws {
    var held = 0
    for seed in 0..<60 as Range<UInt64> {
      let pair = Pair(seed: 1_000 + seed, normal: 60, anomaly: 60, gain: (1, 1))
      let result = try #require(
        try PairedBootstrap(
          pair.first, pair.second, on: TestSet(pair.clips), resamples: 400, seed: seed))
      if result.auc.lower <= 0, result.auc.upper >= 0 { held += 1 }
    }
    // 60 trials at 95 %: fewer than 51 happen once in 1,800 times.
    #expect(held >= 51)
  }

  @Test func theValueIsTheDifferenceOfTheMeans() throws {
    let pair = Pair(seed: 3, normal: 30, anomaly: 20, groups: 3)
    let set = TestSet(pair.clips)
    let a = try set.judge(pair.first).mean
    let b = try set.judge(pair.second).mean
    let result = try #require(
      try PairedBootstrap(pair.first, pair.second, on: set, resamples: 50))
    #expect(result.auc.value == (a.auc ?? 0) - (b.auc ?? 0))
    #expect(result.pauc.value == (a.pauc ?? 0) - (b.pauc ?? 0))
  }

  @Test func sameScoresGiveAnIntervalOfNoWidth() throws {
    let pair = Pair(seed: 4, normal: 30, anomaly: 20)
    // A monotone change of the scale changes no order.
    let result = try #require(
      try PairedBootstrap(
        pair.first, pair.first.map { 3 * $0 - 7 }, on: TestSet(pair.clips), resamples: 100))
    #expect(result.auc == .init(value: 0, lower: 0, upper: 0))
    #expect(result.pauc == .init(value: 0, lower: 0, upper: 0))
  }

  @Test func theSeedDecidesEverything() throws {
    let pair = Pair(seed: 5, normal: 40, anomaly: 40)
    func run(seed: UInt64) throws -> PairedBootstrap? {
      try PairedBootstrap(
        pair.first, pair.second, on: TestSet(pair.clips), resamples: 200, seed: seed)
    }
    #expect(try run(seed: 1) == run(seed: 1))
    #expect(try run(seed: 1) != run(seed: 2))
  }

  @Test(arguments: AveragingRule.allCases)
  func everyRuleCanBeResampled(rule: AveragingRule) throws {
    var pair = Pair(seed: 6, normal: 40, anomaly: 40, groups: 2)
    pair.clips = pair.clips.enumerated().map { index, clip in
      TestClip(
        isAnomaly: clip.isAnomaly, group: clip.group, domain: index % 4 == 0 ? "target" : "source")
    }
    let set = TestSet(pair.clips, rule: rule)
    let result = try #require(try PairedBootstrap(pair.first, pair.second, on: set))
    #expect(result.auc.lower < result.auc.value && result.auc.value < result.auc.upper)
    #expect(result.pauc.lower < result.pauc.upper)
  }

  @Test func oneClassGivesNoInterval() throws {
    let set = TestSet([TestClip(isAnomaly: true, group: [])])
    #expect(try PairedBootstrap([1], [2], on: set) == nil)
  }
}
