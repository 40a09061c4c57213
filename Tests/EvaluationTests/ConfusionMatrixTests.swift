import Testing

@testable import Evaluation

@Suite struct ConfusionMatrixTests {
  @Test func figuresAreThoseOfScikitLearn() {
    // precision_score, recall_score, f1_score of [int(score > 60) for score in a + b]
    let scores = ArithmeticScores(37, 23, 101)
    let matrix = ConfusionMatrix(normal: scores.normal, anomaly: scores.anomaly, threshold: 60)
    #expect(matrix.precision == 0.5)
    #expect(matrix.recall == 0.6086956521739131)
    #expect(matrix.f1 == 0.5490196078431373)
  }

  @Test func aScoreAtTheThresholdIsNoAlarm() {
    let matrix = ConfusionMatrix(normal: [1], anomaly: [1, 1.5], threshold: 1)
    #expect(matrix.falsePositives == 0 && matrix.trueNegatives == 1)
    #expect(matrix.truePositives == 1 && matrix.falseNegatives == 1)
  }

  @Test func sharesOfNothingAreNil() {
    let matrix = ConfusionMatrix(normal: [0], anomaly: [], threshold: 1)
    #expect(matrix.precision == nil && matrix.recall == nil && matrix.f1 == nil)
  }
}
