import Evaluation

/// How well the integer detector's scores of normal clips keep the order and the size of the float
/// one's.
///
/// A factory has no faults to measure an AUC on. But AUC is the share of pairs of a normal and an
/// abnormal clip that are put in the right order, and no pair is harder to order than two normal
/// clips: their scores lie closest. The share of these that the integers put in the other order is
/// therefore a bound for what an AUC can lose, and a cautious one.
public struct ScoreFidelity: Sendable, Equatable {
  /// Clips compared.
  public var clips: Int
  /// Spearman's correlation of ranks; nil where all clips have the same score.
  public var spearman: Double?
  /// Share of pairs that the two detectors put in opposite orders, 0…1.
  public var discordantShare: Double
  /// The same of the pairs with a clip of the upper tenth: where thresholds lie.
  public var tailDiscordantShare: Double
  /// Median of |s' - s| / s.
  public var medianError: Double
  /// Mean of |s' - s| / s of the upper tenth.
  public var tailError: Double

  /// Compares the scores of the same clips.
  ///
  /// - Parameters:
  ///   - float: of the float detector, finite.
  ///   - integer: of the integer one, in the same order.
  public init(float: [Double], integer: [Double]) throws {
    let agreement = try RankAgreement(float, integer)
    let order = float.indices.sorted { float[$0] > float[$1] }
    let tail = Array(order.prefix(max(1, (float.count + 9) / 10)))
    let errors = float.indices.map { abs(integer[$0] - float[$0]) / max(float[$0], 1e-12) }
    clips = float.count
    spearman = agreement.spearman
    discordantShare = agreement.discordantShare
    tailDiscordantShare = Self.discordantShare(of: tail, float, integer)
    medianError = Self.median(errors)
    tailError = tail.reduce(0) { $0 + errors[$1] } / Double(max(tail.count, 1))
  }

  /// The larger share: what is held against `SearchLimits.loss`.
  public var loss: Double { max(discordantShare, tailDiscordantShare) }

  /// 0 of nothing.
  private static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  private static func discordantShare(
    of tail: [Int], _ float: [Double], _ integer: [Double]
  ) -> Double {
    var (pairs, discordant) = (0, 0)
    let isTail = Set(tail)
    for first in tail {
      // A pair within the tail counts once.
      for second in float.indices where !isTail.contains(second) || second > first {
        pairs += 1
        if (float[first] - float[second]) * (integer[first] - integer[second]) < 0 {
          discordant += 1
        }
      }
    }
    return pairs > 0 ? Double(discordant) / Double(pairs) : 0
  }
}
