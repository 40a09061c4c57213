/// From decisions to an alarm that a person can live with: one anomaly is chance, many of the last ones
/// are not; and an alarm that was raised or cleared stays so for a while.
///
/// It is raised when `count` of the last `of` decisions reached the threshold, and cleared when as many of
/// them are quiet, which is below a second, lower threshold. Between two changes lie `holdSamples` of
/// sound at least, whatever the scores do.
public struct Alarm: Sendable {
  /// When it is raised and cleared.
  public struct Rule: Sendable, Equatable {
    /// Decisions of the last `of` that raise it, or clear it: 1…`of`.
    public var count: Int
    /// Decisions that are remembered: 1…`mostDecisions`.
    public var of: Int
    /// Scores below it are quiet, Q24; at most the threshold.
    public var quietQ24: Int64
    /// Samples at the model's rate from a change to the next one, 0 or more.
    public var holdSamples: Int64

    /// A rule of its parts.
    public init(count: Int, of: Int, quietQ24: Int64, holdSamples: Int64) {
      self.count = count
      self.of = of
      self.quietQ24 = quietQ24
      self.holdSamples = holdSamples
    }
  }

  /// What became of it.
  public enum Change: UInt8, Sendable {
    /// It is raised now.
    case raised
    /// It is over.
    case cleared
  }

  /// Decisions that can be remembered.
  public static let mostDecisions = 16

  /// When it is raised and cleared.
  public let rule: Rule
  /// Whether it is raised.
  public private(set) var isRaised = false
  /// A bit a decision, the newest the lowest: those that reached the threshold, and the quiet ones.
  private var anomalies: UInt32 = 0
  private var quiets: UInt32 = 0
  /// Where it changed last, once it has.
  private var changedAt: Int64?

  /// An alarm that is not raised.
  public init(_ rule: Rule) { self.rule = rule }

  /// Anomalies among the decisions that are remembered.
  public var anomalyCount: Int { anomalies.nonzeroBitCount }

  /// Takes a decision, and tells what it changes.
  ///
  /// - Parameter sample: where its sound ends, in samples heard since the start; never falls.
  public mutating func take(
    scoreQ24: Int64, isAnomaly: Bool, at sample: Int64
  ) -> Change? {
    let remembered: UInt32 = (1 &<< UInt32(truncatingIfNeeded: rule.of)) &- 1
    anomalies = (anomalies &<< 1 | (isAnomaly ? 1 : 0)) & remembered
    quiets = (quiets &<< 1 | (scoreQ24 < rule.quietQ24 ? 1 : 0)) & remembered
    if let changedAt, sample &- changedAt < rule.holdSamples { return nil }
    guard (isRaised ? quiets : anomalies).nonzeroBitCount >= rule.count else { return nil }
    isRaised = !isRaised
    changedAt = sample
    return isRaised ? .raised : .cleared
  }
}
