import SeededRandom
import Testing

@testable import Evaluation

@Suite struct RankAgreementTests {
  /// What SciPy 1.17.1 gives (`spearmanr(a, b)`, `kendalltau(a, b)`):
  ///
  ///     a = [(i * 37 + 11) % m1 for i in range(n)]
  ///     b = [(i * 53 + 29) % m2 + a[i] // 2 for i in range(n)]
  struct Reference: Sendable, CustomTestStringConvertible {
    let count: Int
    let moduli: (Int, Int)
    let spearman: Double
    let kendall: Double
    var testDescription: String { "\(count) clips, modulo \(moduli.0) and \(moduli.1)" }

    var scores: ([Double], [Double]) {
      let first = (0..<count).map { ($0 * 37 + 11) % moduli.0 }
      let second = (0..<count).map { ($0 * 53 + 29) % moduli.1 + first[$0] / 2 }
      return (first.map(Double.init), second.map(Double.init))
    }
  }

  static let references = [
    Reference(
      count: 10, moduli: (23, 17), spearman: 0.5504818825631803, kendall: 0.4140393356054125),
    Reference(
      count: 50, moduli: (101, 101), spearman: 0.5711335765291989, kendall: 0.40539466510649863),
    Reference(
      count: 200, moduli: (13, 29), spearman: 0.18012200484602242, kendall: 0.11254054619935887),
    Reference(
      count: 300, moduli: (977, 7), spearman: 0.9998788873029667, kendall: 0.9921277602212518),
  ]

  @Test(arguments: references)
  func correlationsAreThoseOfSciPy(reference: Reference) throws {
    let (first, second) = reference.scores
    let agreement = try RankAgreement(first, second)
    #expect(abs(try #require(agreement.spearman) - reference.spearman) < 1e-14)
    #expect(abs(try #require(agreement.kendallTauB) - reference.kendall) < 1e-14)
  }

  /// Two scores of as many clips as the smaller class has, on a coarse grid.
  static func draw(_ seed: UInt64) -> ([Double], [Double]) {
    let scores = RandomScores(seed: seed)
    let count = min(scores.normal.count, scores.anomaly.count)
    return (Array(scores.normal.prefix(count)), Array(scores.anomaly.prefix(count)))
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func pairsAreThoseOfAllComparisons(seed: UInt64) throws {
    let (first, second) = Self.draw(seed)
    var (concordant, discordant, pairs) = (0, 0, 0)
    for i in first.indices {
      for j in 0..<i {
        let product = (first[i] - first[j]) * (second[i] - second[j])
        if product > 0 { concordant += 1 }
        if product < 0 { discordant += 1 }
        pairs += 1
      }
    }
    let agreement = try RankAgreement(first, second)
    #expect(agreement.pairs == pairs)
    #expect(agreement.concordantPairs == concordant)
    #expect(agreement.discordantPairs == discordant)
    let share = pairs > 0 ? Double(discordant) / Double(pairs) : 0
    #expect(agreement.discordantShare == share)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func spearmanIsTheCorrelationOfCountedRanks(seed: UInt64) throws {
    let (first, second) = Self.draw(seed)
    // The mean rank of equal values: how many are lower, and half of those that are equal.
    func ranks(_ values: [Double]) -> [Double] {
      values.map { value in
        Double(values.count { $0 < value }) + Double(values.count { $0 == value } + 1) / 2
      }
    }
    func covariance(_ x: [Double], _ y: [Double]) -> Double {
      let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
      return zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    }
    let (a, b) = (ranks(first), ranks(second))
    let variances = covariance(a, a) * covariance(b, b)
    let agreement = try RankAgreement(first, second)
    if variances > 0 {
      let expected = covariance(a, b) / variances.squareRoot()
      #expect(abs(try #require(agreement.spearman) - expected) < 1e-12)
    } else {
      #expect(agreement.spearman == nil && agreement.kendallTauB == nil)
    }
  }

  @Test func sameOrderInOtherUnitsAgreesWholly() throws {
    let scores = [3.0, -1, 2, 7, 5]
    let agreement = try RankAgreement(scores, scores.map { 10 * $0 * $0 * $0 + 4 })
    #expect(agreement.spearman == 1 && agreement.kendallTauB == 1)
    #expect(agreement.discordantPairs == 0 && agreement.concordantPairs == 10)
    let reversed = try RankAgreement(scores, scores.map { -$0 })
    #expect(reversed.spearman == -1 && reversed.kendallTauB == -1)
    #expect(reversed.discordantShare == 1)
  }

  @Test(arguments: [[], [1]] as [[Double]])
  func fewerThanTwoClipsHaveNoOrder(scores: [Double]) throws {
    let agreement = try RankAgreement(scores, scores)
    #expect(agreement.pairs == 0 && agreement.discordantShare == 0)
    #expect(agreement.spearman == nil && agreement.kendallTauB == nil)
  }

  @Test func scoresThatDoNotFitAreRefused() {
    #expect(throws: EvaluationError.countMismatch(scores: 1, clips: 2)) {
      try RankAgreement([1, 2], [1])
    }
    #expect(throws: EvaluationError.notFinite(score: .infinity, index: 1)) {
      try RankAgreement([1, 2], [1, .infinity])
    }
  }
}
