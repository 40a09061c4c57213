/// What a detector with a threshold gets right and wrong. A score above the threshold is an alarm.
public struct ConfusionMatrix: Sendable, Equatable {
  /// Anomalous clips with an alarm.
  public let truePositives: Int
  /// Normal clips with an alarm.
  public let falsePositives: Int
  /// Normal clips without one.
  public let trueNegatives: Int
  /// Anomalous clips without one.
  public let falseNegatives: Int

  /// Counts the decisions; NaN is never above a threshold.
  public init(normal: [Double], anomaly: [Double], threshold: Double) {
    truePositives = anomaly.count { $0 > threshold }
    falsePositives = normal.count { $0 > threshold }
    trueNegatives = normal.count - falsePositives
    falseNegatives = anomaly.count - truePositives
  }

  /// Share of the alarms that are right; nil without an alarm.
  public var precision: Double? {
    Self.share(truePositives, of: truePositives + falsePositives)
  }

  /// Share of the anomalous clips that give an alarm; nil without an anomalous clip.
  public var recall: Double? {
    Self.share(truePositives, of: truePositives + falseNegatives)
  }

  /// Harmonic mean of precision and recall; nil where neither alarms nor anomalies exist.
  public var f1: Double? {
    Self.share(2 * truePositives, of: 2 * truePositives + falsePositives + falseNegatives)
  }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}
