import Testing

@testable import Evaluation

@Suite struct PercentileTests {
  // numpy.percentile([3, 1, 4, 1, 5, 9, 2, 6], [0, 2.5, 25, 50, 90, 100])
  @Test(arguments: [(0, 1), (0.025, 1), (0.25, 1.75), (0.5, 3.5), (0.9, 6.9), (1, 9)])
  func valuesAreThoseOfNumPy(share: Double, expected: Double) {
    #expect(abs(Percentile.value(share, of: [3, 1, 4, 1, 5, 9, 2, 6]) - expected) < 1e-12)
  }

  @Test func ofOneValueEveryPercentileIsThatValue() {
    #expect(Percentile.value(0.3, of: [7]) == 7)
  }
}
