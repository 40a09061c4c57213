/// Clips on either side of a threshold, by what they really are. An anomaly is positive.
public struct ConfusionMatrix: Sendable, Equatable, Codable {
  /// Anomalies that were found.
  public private(set) var truePositive = 0
  /// Normal clips that raised an alarm.
  public private(set) var falsePositive = 0
  /// Normal clips that raised none.
  public private(set) var trueNegative = 0
  /// Anomalies that were missed.
  public private(set) var falseNegative = 0

  /// Counts decisions.
  public init(_ decisions: [(isAlarm: Bool, isAnomaly: Bool)]) {
    for decision in decisions {
      switch decision {
      case (true, true): truePositive += 1
      case (true, false): falsePositive += 1
      case (false, true): falseNegative += 1
      case (false, false): trueNegative += 1
      }
    }
  }

  /// Part of the alarms that were right; nil without an alarm.
  public var precision: Double? { Self.share(truePositive, of: truePositive + falsePositive) }

  /// Part of the anomalies that were found; nil without an anomaly.
  public var recall: Double? { Self.share(truePositive, of: truePositive + falseNegative) }

  /// Harmonic mean of both; nil where there is neither an alarm nor an anomaly.
  public var f1: Double? {
    Self.share(2 * truePositive, of: 2 * truePositive + falsePositive + falseNegative)
  }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}
