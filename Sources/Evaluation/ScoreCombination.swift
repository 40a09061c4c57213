/// How the scores of several detectors make one.
///
/// Each detector's scores are first scaled to 0…1 by the least and the largest of the clips they are given
/// for. That is transductive: it needs all clips at once, and so serves to compare, not to listen.
public enum ScoreCombination: String, Sendable, CaseIterable {
  /// What all agree on: of the published ensemble of DCASE 2020's scores.
  case product
  /// All count alike.
  case mean
  /// What one is sure of.
  case max
  /// `1 - Π (1 - s)`, as of independent probabilities (Gao and Tan, "Converting output scores from
  /// outlier detection algorithms into probability estimates", ICDM 2006).
  case noisyOr = "noisy-or"

  /// Scores of all clips, in their order.
  ///
  /// - Parameters:
  ///   - scores: of each detector, one a clip, finite.
  ///   - groups: of each clip; scores are scaled within a group. Where they are all the same they tell
  ///     nothing, and are 0.
  public func combined(_ scores: [[Double]], groups: [[String]]) -> [Double] {
    let members = Dictionary(grouping: groups.indices) { groups[$0] }.values
    let scaled = scores.map { Self.scaled($0, within: members) }
    return groups.indices.map { clip in combined(scaled.map { $0[clip] }) }
  }

  private func combined(_ scores: [Double]) -> Double {
    switch self {
    case .product: scores.reduce(1, *)
    case .mean: scores.reduce(0, +) / Double(scores.count)
    case .max: scores.max() ?? 0
    case .noisyOr: 1 - scores.reduce(1) { $0 * (1 - $1) }
    }
  }

  private static func scaled(
    _ scores: [Double], within groups: some Collection<[Int]>
  ) -> [Double] {
    var scaled = [Double](repeating: 0, count: scores.count)
    for clips in groups {
      let values = clips.map { scores[$0] }
      guard let least = values.min(), let largest = values.max(), largest > least else { continue }
      for clip in clips { scaled[clip] = (scores[clip] - least) / (largest - least) }
    }
    return scaled
  }
}
