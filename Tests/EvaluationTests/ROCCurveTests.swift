import Testing

@testable import Evaluation

@Suite struct ROCCurveTests {
  /// What scikit-learn 1.9.1 gives:
  /// `[roc_auc_score([0] * n + [1] * m, a + b, max_fpr=p) for p in (.01, .1, .25, .5, 1)]`.
  struct Reference: Sendable, CustomTestStringConvertible {
    let scores: ArithmeticScores
    let areas: [Double]
    var testDescription: String { scores.testDescription }
  }

  static let rates = [0.01, 0.1, 0.25, 0.5, 1]
  static let references = [
    Reference(
      scores: ArithmeticScores(10, 7, 23),
      areas: [
        0.6410624551328069, 0.6240601503759399, 0.6081632653061224, 0.6095238095238095, 0.65,
      ]),
    Reference(
      scores: ArithmeticScores(37, 23, 101),
      areas: [
        0.6504260432597772, 0.6412888861401447, 0.6455430585865368, 0.6701919310614962,
        0.7250293772032903,
      ]),
    Reference(
      scores: ArithmeticScores(200, 150, 977),
      areas: [
        0.6214405360134003, 0.63, 0.6433523809523809, 0.6718666666666667, 0.7246333333333334,
      ]),
    Reference(
      scores: ArithmeticScores(5, 3, 2),
      areas: [
        0.5002791736460078, 0.5029239766081871, 0.5079365079365079, 0.5185185185185185,
        0.5333333333333333,
      ]),
  ]

  @Test(arguments: references)
  func partialAreasAreThoseOfScikitLearn(reference: Reference) throws {
    let curve = try ROCCurve(normal: reference.scores.normal, anomaly: reference.scores.anomaly)
    for (rate, expected) in zip(Self.rates, reference.areas) {
      #expect(abs(curve.partialAUC(maxFPR: rate) - expected) < 1e-14, "max FPR \(rate)")
    }
    #expect(curve.auc == curve.partialAUC(maxFPR: 1))
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func areaIsTheShareOfPairsInTheRightOrder(seed: UInt64) throws {
    let scores = RandomScores(seed: seed)
    var wins = 0.0
    for normal in scores.normal {
      for anomaly in scores.anomaly {
        wins += anomaly > normal ? 1 : anomaly == normal ? 0.5 : 0
      }
    }
    let curve = try ROCCurve(normal: scores.normal, anomaly: scores.anomaly)
    #expect(curve.auc == wins / Double(scores.normal.count * scores.anomaly.count))
  }

  @Test(arguments: 0..<50 as Range<UInt64>, [0.003, 0.1, 1.0 / 3, 0.77, 1])
  func partialAreaIsTheSumOfTrapezoids(seed: UInt64, rate: Double) throws {
    let scores = RandomScores(seed: seed)
    let curve = try ROCCurve(normal: scores.normal, anomaly: scores.anomaly)
    // The points by definition, one threshold after the other.
    let thresholds = Set(scores.normal + scores.anomaly).sorted(by: >)
    var points = [(x: 0.0, y: 0.0)]
    for threshold in thresholds {
      points.append(
        (
          x: Double(scores.normal.count { $0 >= threshold }) / Double(scores.normal.count),
          y: Double(scores.anomaly.count { $0 >= threshold }) / Double(scores.anomaly.count)
        ))
    }
    var area = 0.0
    for (left, right) in zip(points, points.dropFirst()) where left.x < rate && right.x > left.x {
      let end = min(right.x, rate)
      let height = left.y + (right.y - left.y) * (end - left.x) / (right.x - left.x)
      area += (end - left.x) * (left.y + height) / 2
    }
    let chance = rate * rate / 2
    let expected = rate == 1 ? area : 0.5 * (1 + (area - chance) / (rate - chance))
    #expect(abs(curve.partialAUC(maxFPR: rate) - expected) < 1e-12)
  }

  @Test func pointsAreThoseOfScikitLearn() throws {
    // roc_curve([0] * 4 + [1] * 4, [1, 2, 2, 3, 2, 3, 3, 5], drop_intermediate=False)
    let curve = try ROCCurve(normal: [1, 2, 2, 3], anomaly: [2, 3, 3, 5])
    #expect(curve.points.map(\.falsePositiveRate) == [0, 0, 0.25, 0.75, 1])
    #expect(curve.points.map(\.truePositiveRate) == [0, 0.25, 0.75, 1, 1])
    #expect(curve.points.map(\.threshold) == [.infinity, 5, 3, 2, 1])
  }

  @Test func orderDoesNotMatter() throws {
    let scores = RandomScores(seed: 99)
    let there = try ROCCurve(normal: scores.normal, anomaly: scores.anomaly)
    let back = try ROCCurve(normal: scores.normal.reversed(), anomaly: scores.anomaly.reversed())
    #expect(there.auc == back.auc)
    #expect(there.points == back.points)
  }

  @Test func perfectWorstAndEqualScoresGiveOneZeroAndAHalf() throws {
    let perfect = try ROCCurve(normal: [1, 2], anomaly: [3, 4])
    #expect(perfect.auc == 1 && perfect.partialAUC(maxFPR: 0.1) == 1)
    #expect(try ROCCurve(normal: [3, 4], anomaly: [1, 2]).auc == 0)
    let equal = try ROCCurve(normal: [7, 7, 7], anomaly: [7, 7])
    #expect(equal.auc == 0.5 && equal.partialAUC(maxFPR: 0.1) == 0.5)
  }

  @Test func aMissingClassIsRefused() {
    #expect(throws: EvaluationError.oneClass(normal: 0, anomaly: 2)) {
      try ROCCurve(normal: [], anomaly: [1, 2])
    }
    #expect(throws: EvaluationError.oneClass(normal: 1, anomaly: 0)) {
      try ROCCurve(normal: [1], anomaly: [])
    }
  }

  @Test(arguments: [Double.infinity, -.infinity])
  func infiniteScoresAreRefused(score: Double) {
    #expect(throws: EvaluationError.notFinite(score: score, index: 2)) {
      try ROCCurve(normal: [0, 1], anomaly: [score])
    }
  }

  @Test func notANumberIsRefused() {
    #expect(throws: EvaluationError.self) { try ROCCurve(normal: [0, .nan], anomaly: [1]) }
  }
}
