/// How far two scores of the same clips agree on their order, whatever their units.
///
/// A detector's decisions depend on the order of its scores alone, so that a model may be replaced
/// by another one that orders clips alike. Two clips of which one score says that the first is
/// higher and the other that the second is are *discordant*; a pair with a tie in either score is
/// neither concordant nor discordant.
public struct RankAgreement: Sendable, Equatable {
  /// Pairs of clips: n (n - 1) / 2.
  public let pairs: Int
  /// Pairs that both scores put in the same order.
  public let concordantPairs: Int
  /// Pairs that the two scores put in opposite orders.
  public let discordantPairs: Int
  /// Spearman's rank correlation, -1…1: the correlation of the ranks, clips of equal scores
  /// sharing the mean of the ranks that they span. Nil where one of the scores is the same for all
  /// clips.
  public let spearman: Double?
  /// Kendall's rank correlation τ-b, -1…1, corrected for ties (Kendall, "The treatment of ties in
  /// ranking problems", Biometrika 1945). Nil where one of the scores is the same for all clips.
  public let kendallTauB: Double?

  /// Discordant pairs in all pairs, 0…1; 0 of fewer than two clips.
  public var discordantShare: Double {
    pairs > 0 ? Double(discordantPairs) / Double(pairs) : 0
  }

  /// Compares two scores of each clip, in time n log n (Knight, "A computer method for calculating
  /// Kendall's tau with ungrouped data", JASA 1966).
  ///
  /// - Parameters:
  ///   - first: one score a clip.
  ///   - second: the other score of the same clips, in the same order.
  /// - Throws: `.countMismatch`, `.notFinite` whose index is the clip's.
  public init(_ first: [Double], _ second: [Double]) throws(EvaluationError) {
    guard first.count == second.count else {
      throw .countMismatch(scores: second.count, clips: first.count)
    }
    try ROCCurve.checkFinite(first)
    try ROCCurve.checkFinite(second)
    let ranks = (MidRanks(first), MidRanks(second))
    var order = Array(first.indices)
    order.sort { (first[$0], second[$0]) < (first[$1], second[$1]) }
    var tiedInBoth = Ties()
    for (previous, next) in zip(order, order.dropFirst()) {
      tiedInBoth.add(first[previous] == first[next] && second[previous] == second[next])
    }
    var sorted = order.map { second[$0] }
    pairs = first.count * (first.count - 1) / 2
    discordantPairs = Inversions.sort(&sorted)
    concordantPairs =
      pairs - ranks.0.tiedPairs - ranks.1.tiedPairs + tiedInBoth.pairs - discordantPairs
    spearman = ranks.0.correlation(with: ranks.1)
    let untied = Double(pairs - ranks.0.tiedPairs) * Double(pairs - ranks.1.tiedPairs)
    kendallTauB =
      untied > 0 ? Double(concordantPairs - discordantPairs) / untied.squareRoot() : nil
  }
}

/// Counts pairs of equal values while neighbours of a sorted list go by.
private struct Ties {
  private(set) var pairs = 0
  private var run = 0

  /// - Parameter isTied: whether the next value equals the one before it.
  mutating func add(_ isTied: Bool) {
    run = isTied ? run + 1 : 0
    pairs += run
  }
}

/// Pairs of a list that stand in falling order.
private enum Inversions {
  /// Sorts the list by merging and returns how many pairs stood in strictly falling order.
  static func sort(_ values: inout [Double]) -> Int {
    var merged = values
    var inversions = 0
    var width = 1
    while width < values.count {
      for start in stride(from: 0, to: values.count, by: 2 * width) {
        let middle = min(start + width, values.count)
        let end = min(start + 2 * width, values.count)
        var (left, right) = (start, middle)
        for place in start..<end {
          if left < middle, right == end || values[left] <= values[right] {
            merged[place] = values[left]
            left += 1
          } else {
            // It passes everything that is left of the first half.
            inversions += middle - left
            merged[place] = values[right]
            right += 1
          }
        }
      }
      swap(&values, &merged)
      width *= 2
    }
    return inversions
  }
}
