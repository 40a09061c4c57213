import Evaluation
import Foundation
import Testing

@Suite("Confusion matrix")
struct ConfusionMatrixTests {
  private static func matrix(_ tp: Int, _ fp: Int, _ tn: Int, _ fn: Int) -> ConfusionMatrix {
    func repeated(_ alarm: Bool, _ anomaly: Bool, _ count: Int) -> [(Bool, Bool)] {
      Array(repeating: (alarm, anomaly), count: count)
    }
    return ConfusionMatrix(
      (repeated(true, true, tp) + repeated(true, false, fp) + repeated(false, false, tn)
        + repeated(false, true, fn)).map { (isAlarm: $0.0, isAnomaly: $0.1) })
  }

  /// Figures worked out by hand: precision 6/8, recall 6/10, F1 12/18.
  @Test func sharesAreThoseOfTheirDefinitions() {
    let matrix = Self.matrix(6, 2, 5, 4)
    #expect(matrix.truePositive == 6 && matrix.falsePositive == 2)
    #expect(matrix.trueNegative == 5 && matrix.falseNegative == 4)
    #expect(matrix.precision == 0.75 && matrix.recall == 0.6)
    #expect(abs((matrix.f1 ?? 0) - 2.0 / 3) < 1e-15)
  }

  @Test func sharesOfNothingAreNone() {
    #expect(Self.matrix(0, 0, 3, 2).precision == nil && Self.matrix(0, 0, 3, 2).recall == 0)
    #expect(Self.matrix(0, 1, 3, 0).recall == nil && Self.matrix(0, 1, 3, 0).precision == 0)
    #expect(Self.matrix(0, 0, 3, 0).f1 == nil && Self.matrix(0, 1, 0, 1).f1 == 0)
  }

  @Test func comesBackFromJSON() throws {
    let matrix = Self.matrix(1, 2, 3, 4)
    let data = try JSONEncoder().encode(matrix)
    #expect(try JSONDecoder().decode(ConfusionMatrix.self, from: data) == matrix)
  }
}
