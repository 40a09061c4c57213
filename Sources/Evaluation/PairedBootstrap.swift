import SeededRandom

/// How sure the difference between two detectors is that scored the same clips.
///
/// Clips are drawn with replacement within their group (and domain) and label; both detectors are
/// judged on the same draw, so that what makes a draw easy or hard for both cancels out (Efron and
/// Tibshirani, "An Introduction to the Bootstrap", percentile interval).
public struct PairedBootstrap: Sendable, Equatable {
  /// A difference with the interval that holds it with 95 % confidence.
  public struct Difference: Sendable, Equatable {
    /// Of the clips as they are: first minus second.
    public let value: Double
    /// 2.5th percentile over the resamples.
    public let lower: Double
    /// 97.5th percentile over the resamples.
    public let upper: Double
  }

  /// Difference of the mean AUC.
  public let auc: Difference
  /// Difference of the mean pAUC.
  public let pauc: Difference
  /// How often the clips were drawn.
  public let resamples: Int

  /// Compares two detectors.
  ///
  /// - Parameters:
  ///   - first: scores of the one; if they are better, the differences are positive.
  ///   - second: scores of the other, of the same clips.
  ///   - resamples: at least 1; 2,000 settle the ends of the interval to about a twentieth of its
  ///     width.
  ///   - seed: the same seed gives the same interval.
  /// - Returns: nil if no group of the test set has both classes.
  public init?(
    _ first: [Double], _ second: [Double], on set: TestSet, resamples: Int = 2_000,
    seed: UInt64 = 1
  ) throws(EvaluationError) {
    precondition(resamples > 0, "at least one resample is needed")
    let a = try set.judge(first).mean
    let b = try set.judge(second).mean
    guard let aucA = a.auc, let aucB = b.auc, let paucA = a.pauc, let paucB = b.pauc else {
      return nil
    }
    let one = RankedTestSet(set, first)
    let two = RankedTestSet(set, second)
    var generator = SeededGenerator(seed: seed, stream: "paired bootstrap")
    var weights = [Int32](repeating: 0, count: set.clipCount)
    var aucs: [Double] = []
    var paucs: [Double] = []
    for _ in 0..<resamples {
      Self.draw(&weights, set.strata, &generator)
      let (auc1, pauc1) = one.means(weights)
      let (auc2, pauc2) = two.means(weights)
      aucs.append(auc1 - auc2)
      paucs.append(pauc1 - pauc2)
    }
    auc = Self.difference(aucA - aucB, aucs)
    pauc = Self.difference(paucA - paucB, paucs)
    self.resamples = resamples
  }

  /// Counts how often each clip is drawn, as many draws in each stratum as it has clips.
  private static func draw(
    _ weights: inout [Int32], _ strata: [[Int]], _ generator: inout SeededGenerator
  ) {
    for stratum in strata {
      for clip in stratum { weights[clip] = 0 }
      for _ in stratum { weights[stratum[generator.integer(below: stratum.count)]] += 1 }
    }
  }

  private static func difference(_ value: Double, _ resampled: [Double]) -> Difference {
    let sorted = resampled.sorted()
    return Difference(
      value: value, lower: Percentile.value(0.025, ofSorted: sorted),
      upper: Percentile.value(0.975, ofSorted: sorted))
  }
}

/// A test set with one detector's scores sorted, to be averaged with many weightings.
private struct RankedTestSet {
  private let rule: AveragingRule
  private let maxFPR: Double
  private let cells: [RankedScores]
  /// Nil where the cells of the AUC are those of the pAUC.
  private let partialCells: [RankedScores]?

  init(_ set: TestSet, _ scores: [Double]) {
    rule = set.rule
    maxFPR = set.maxFPR
    cells = set.cells.compactMap { $0.ranked(scores) }
    partialCells =
      set.rule == .dcase2022 ? set.partialCells.compactMap { $0.ranked(scores) } : nil
  }

  func means(_ weights: [Int32]) -> (auc: Double, pauc: Double) {
    let areas = cells.map { $0.weightedAreas(weights, maxFPR: maxFPR) }
    let partial = partialCells?.map { $0.weightedAreas(weights, maxFPR: maxFPR) } ?? areas
    return (
      rule.mean(of: areas.map(\.auc)) ?? .nan, rule.mean(of: partial.map(\.pauc)) ?? .nan
    )
  }
}
