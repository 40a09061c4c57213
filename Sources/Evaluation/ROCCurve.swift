/// The receiver operating characteristic of scores of which higher ones mean "anomalous".
public struct ROCCurve: Sendable {
  /// What a threshold gives.
  public struct Point: Equatable, Sendable {
    /// Share of the normal clips that the threshold calls anomalous, 0…1.
    public let falsePositiveRate: Double
    /// Share of the anomalous clips that it finds, 0…1.
    public let truePositiveRate: Double
    /// Scores from this one on are called anomalous; infinite at the first point.
    public let threshold: Double
  }

  /// From (0, 0) to (1, 1); one point for each distinct score, since clips of equal scores can only
  /// be found together.
  public let points: [Point]
  /// Clips of the normal class, at least 1.
  public let normalCount: Int
  /// Clips of the anomalous class, at least 1.
  public let anomalyCount: Int

  /// Area under the curve, 0…1: the probability that an anomalous clip scores higher than a normal
  /// one, ties counting half (Mann and Whitney). Exact but for the final division.
  public let auc: Double

  private let ranked: RankedScores

  /// The curve of the scores of normal and of anomalous clips, in any order.
  ///
  /// - Throws: `.oneClass` if either list is empty, `.notFinite` for NaN or infinity, whose index
  ///   counts the normal clips first.
  public init(normal: [Double], anomaly: [Double]) throws(EvaluationError) {
    guard !normal.isEmpty, !anomaly.isEmpty else {
      throw .oneClass(normal: normal.count, anomaly: anomaly.count)
    }
    let scores = normal + anomaly
    try Self.checkFinite(scores)
    ranked = RankedScores(
      scores: scores, normal: Array(normal.indices),
      anomaly: Array(normal.count..<scores.count))
    normalCount = normal.count
    anomalyCount = anomaly.count
    auc = ranked.area(maxFPR: 1)
    var points = [Point(falsePositiveRate: 0, truePositiveRate: 0, threshold: .infinity)]
    ranked.forEachTie { normals, anomalies, clip in
      points.append(
        Point(
          falsePositiveRate: Double(normals) / Double(normal.count),
          truePositiveRate: Double(anomalies) / Double(anomaly.count),
          threshold: scores[clip]))
    }
    self.points = points
  }

  /// Area under the curve up to a false positive rate, standardised after McClish ("Analyzing a
  /// portion of the ROC curve", Medical Decision Making 1989): 0.5 for guessing, 1 for perfect
  /// detection, as scikit-learn's `roc_auc_score(max_fpr:)` gives it.
  ///
  /// - Parameter maxFPR: above 0, at most 1; at 1 this is `auc`. The curve is interpolated there.
  public func partialAUC(maxFPR: Double) -> Double {
    ranked.standardisedArea(maxFPR: maxFPR)
  }

  static func checkFinite(_ scores: [Double]) throws(EvaluationError) {
    if let index = scores.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(score: scores[index], index: index)
    }
  }
}
