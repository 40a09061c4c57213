import Quantization
import SeededRandom
import Testing
import ThresholdFitting

@Suite struct ScoreCalibrationTests {
  static func q24(_ score: Double) -> Int64 { Int64(score * 0x1p24) }

  static func normals(count: Int, seed: UInt64) -> [Int64] {
    var random = SeededGenerator(seed: seed)
    let truth = GammaDistribution(shape: 40, scale: 0.25)
    return (0..<count).map { _ in
      q24(truth.quantile(upperTail: 1 - random.uniform(in: 0...0.9999)))
    }
  }

  @Test func ninetiethPercentileLeavesOneNormalInTenAbove() {
    let scores = Self.normals(count: 3000, seed: 1)
    let calibration = ScoreCalibration(decisionsQ24: scores, tail: 0.1)
    let above = scores.count { $0 >= calibration.contents.thresholdQ24 }
    #expect((250...350).contains(above))
    #expect(calibration.warnings.isEmpty)
  }

  @Test func probabilityTableClimbsFromZeroToOne() {
    let contents = ScoreCalibration(
      decisionsQ24: Self.normals(count: 300, seed: 2), tail: 0.1
    ).contents
    #expect(contents.knotsQ24.count == contents.probabilitiesQ15.count)
    #expect(contents.knotsQ24.first == 0 && contents.probabilitiesQ15.first == 0)
    #expect(contents.probabilitiesQ15.last == 32767)
    #expect(zip(contents.knotsQ24, contents.knotsQ24.dropFirst()).allSatisfy { $0 < $1 })
    #expect(
      zip(contents.probabilitiesQ15, contents.probabilitiesQ15.dropFirst())
        .allSatisfy { $0 <= $1 })
  }

  @Test func probabilityAtTheThresholdIsThePercentile() throws {
    let contents = ScoreCalibration(
      decisionsQ24: Self.normals(count: 300, seed: 3), tail: 0.1
    ).contents
    let knot = try #require(contents.probabilitiesQ15.firstIndex { $0 >= 29491 })
    #expect(abs(contents.knotsQ24[knot] - contents.thresholdQ24) <= 1)
  }

  /// What the largest scores of normal sound do, no Gamma distribution says.
  @Test func outliersOfNormalSoundRaiseTheTail() throws {
    let usual = Self.normals(count: 197, seed: 5)
    let scores = usual + [25, 30, 35].map(Self.q24)
    let percentile = { (scores: [Int64], tail: Double) in
      Double(ScoreCalibration(decisionsQ24: scores, tail: tail).contents.thresholdQ24) / 0x1p24
    }
    // Linear between the 198th and the 199th of 200: place .99 · 199 = 197.01.
    #expect(abs(percentile(scores, 0.01) - (25 + 0.01 * 5)) < 1e-6)
    // No threshold beyond the sample is below its highest score.
    #expect(percentile(scores, 1e-4) >= 35 && percentile(usual, 1e-4) < 25)
    #expect(abs(percentile(scores, 0.1) / percentile(usual, 0.1) - 1) < 0.15)
    let contents = ScoreCalibration(decisionsQ24: scores, tail: 0.01).contents
    #expect(zip(contents.knotsQ24, contents.knotsQ24.dropFirst()).allSatisfy { $0 < $1 })
    let knot = try #require(contents.probabilitiesQ15.firstIndex { $0 >= 32440 })
    #expect(abs(contents.knotsQ24[knot] - contents.thresholdQ24) <= 1)
  }

  @Test func equalScoresGiveAWarningAndAThresholdAboveThem() {
    let calibration = ScoreCalibration(
      decisionsQ24: [Int64](repeating: Self.q24(5), count: 30), tail: 0.1)
    #expect(calibration.warnings == [.equalScores(count: 30)])
    #expect(calibration.contents.thresholdQ24 > Self.q24(5))
  }

  @Test(arguments: [1, 2, 9])
  func fewDecisionsGiveAWarningAndAWideSpread(count: Int) {
    let scores = (0..<count).map { Self.q24(5 + 0.01 * Double($0)) }
    let calibration = ScoreCalibration(decisionsQ24: scores, tail: 0.1)
    #expect(calibration.warnings == [.fewDecisions(count: count, needed: 10)])
    #expect(calibration.contents.thresholdQ24 > Self.q24(6))
    #expect(calibration.contents.thresholdQ24 < Self.q24(8))
  }

  @Test func scoresOfZeroDoNotTrap() {
    let calibration = ScoreCalibration(decisionsQ24: [Int64](repeating: 0, count: 20), tail: 0.001)
    #expect(calibration.contents.thresholdQ24 >= 1)
    let mixed = ScoreCalibration(decisionsQ24: [0, 1, 2, 0, 5, 9, 0, 1, 1, 3, 4], tail: 0.1)
    #expect(mixed.contents.thresholdQ24 >= 1)
  }

  @Test func falseAlarmsPerWeekBecomeATail() throws {
    // Decisions of 10 s: 60,480 a week.
    #expect(try ThresholdRule.falseAlarmsPerWeek(1).tail(decisionSeconds: 10) == 1.0 / 60480)
    #expect(try abs(ThresholdRule.percentile(90).tail(decisionSeconds: nil) - 0.1) < 1e-12)
  }

  @Test func falseAlarmsPerWeekNeedASampleRate() {
    #expect(throws: QuantizationError.noDecisionSpan) {
      try ThresholdRule.falseAlarmsPerWeek(1).tail(decisionSeconds: nil)
    }
  }

  @Test(arguments: [
    ThresholdRule.percentile(0), .percentile(100), .percentile(.nan), .falseAlarmsPerWeek(0),
    .falseAlarmsPerWeek(1e6),
  ])
  func senselessRulesAreRefused(rule: ThresholdRule) {
    #expect(throws: QuantizationError.self) { try rule.tail(decisionSeconds: 10) }
  }
}
