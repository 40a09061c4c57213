import Testing

@testable import Evaluation

@Suite struct ScoreCombinationTests {
  private static let scores = [[1.0, 3, 2, 10, 20], [0.0, -1, 1, 7, 7]]
  private static let groups = [["a"], ["a"], ["a"], ["b"], ["b"]]

  /// Scaled by hand: 0, 1, ½, 0, 1 and ½, 0, 1, 0, 0.
  @Test(arguments: [
    (ScoreCombination.product, [0, 0, 0.5, 0, 0]),
    (.mean, [0.25, 0.5, 0.75, 0, 0.5]),
    (.max, [0.5, 1, 1, 0, 1]),
    (.noisyOr, [0.5, 1, 1, 0, 1]),
  ])
  func scoresAreScaledWithinTheirGroup(_ way: ScoreCombination, _ expected: [Double]) {
    #expect(way.combined(Self.scores, groups: Self.groups) == expected)
  }

  @Test func aDetectorOnItsOwnKeepsItsOrder() {
    for way in ScoreCombination.allCases {
      #expect(way.combined([[5, 1, 3]], groups: [["x"], ["x"], ["x"]]) == [1, 0, 0.5])
    }
  }
}
