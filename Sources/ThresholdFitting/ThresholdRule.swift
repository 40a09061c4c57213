/// Where the threshold is put.
public enum ThresholdRule: Sendable, Hashable {
  /// `percent` of normal decisions lie below it; 0 < percent < 100.
  case percentile(Double)
  /// So many normal decisions a week reach it; > 0. Needs the seconds a decision spans.
  case falseAlarmsPerWeek(Double)

  /// Why a rule says nothing of a model.
  public enum Fault: Error, Equatable {
    /// A percentile outside 0 < P < 100.
    case percentile(Double)
    /// Not between none and all of the decisions of a week, of which there are `most`.
    case falseAlarms(Double, most: Int)
    /// A rate of false alarms, where nobody knows how long a decision takes.
    case noDecisionSpan
  }

  /// Probability that a normal decision reaches the threshold.
  /// - Parameter decisionSeconds: from one decision to the next; nil where nobody knows.
  public func upperTail(decisionSeconds: Double?) throws(Fault) -> Double {
    switch self {
    case .percentile(let percent):
      guard percent > 0, percent < 100 else { throw .percentile(percent) }
      return 1 - percent / 100
    case .falseAlarmsPerWeek(let alarms):
      guard let decisionSeconds, decisionSeconds > 0 else { throw .noDecisionSpan }
      let decisions = 7 * 24 * 3600 / decisionSeconds
      guard alarms > 0, alarms < decisions else {
        throw .falseAlarms(alarms, most: Int(decisions))
      }
      return alarms / decisions
    }
  }
}
