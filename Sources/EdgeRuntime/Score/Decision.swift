/// The verdict on the windows of one span.
public struct Decision: Sendable, Equatable {
  /// Mean of the windows' scores, rounded; dB² in Q24.
  public let scoreQ24: Int64
  /// Windows it rests on.
  public let windowCount: Int
  /// False where the stream ended before the span was full.
  public let isComplete: Bool
  /// Whether the score reaches the threshold.
  public let isAnomaly: Bool
  /// Share of normal decisions with a lower score, Q15, 0…32767.
  public let probabilityQ15: Int16
  /// Of an anomaly, the bands that made it, where the detector was asked to name them.
  public internal(set) var bands = AbnormalBands()
}

/// Collects the scores of windows until they make a decision.
struct DecisionCollector {
  var calibration: Calibration
  private let span: Int
  private var sum: Int64 = 0
  private var count = 0

  /// A collector of `span` windows (at most 65,535) a decision.
  init(calibration: Calibration, span: Int) {
    self.calibration = calibration
    self.span = span
  }

  /// Whether a window with this score makes an anomaly of a decision.
  func isAnomaly(_ scoreQ24: Int64) -> Bool { scoreQ24 >= calibration.thresholdQ24 }

  /// Takes a window's score and returns the decision that it completes.
  mutating func add(_ scoreQ24: Int64) -> Decision? {
    // Scores are below 2⁴⁴ and there are fewer than 2¹⁶ of them: below 2⁶⁰.
    sum +%= scoreQ24
    count &+= 1
    return count == span ? take() : nil
  }

  /// The decision on the windows collected so far, if there are any; starts anew.
  mutating func take() -> Decision? {
    guard count > 0 else { return nil }
    let score = WindowScore.roundedMean(of: sum, count: count)
    let decision = Decision(
      scoreQ24: score, windowCount: count, isComplete: count == span,
      isAnomaly: isAnomaly(score),
      probabilityQ15: calibration.probabilityQ15(ofScoreQ24: score))
    reset()
    return decision
  }

  /// Forgets what was collected.
  mutating func reset() {
    sum = 0
    count = 0
  }
}
