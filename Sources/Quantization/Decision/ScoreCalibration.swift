import EdgeRuntime
import ThresholdFitting

extension ThresholdRule {
  /// Probability that a normal decision reaches the threshold.
  /// - Parameter decisionSeconds: from one decision to the next; nil where nobody knows.
  public func tail(decisionSeconds: Double?) throws(QuantizationError) -> Double {
    do throws(Fault) {
      return try upperTail(decisionSeconds: decisionSeconds)
    } catch {
      switch error {
      case .percentile(let percent):
        throw .badOption(
          name: "--threshold-percentile", value: "\(percent)", allowed: "0 < P < 100")
      case .falseAlarms(let alarms, let most):
        throw .badOption(
          name: "--false-alarms-per-week", value: "\(alarms)",
          allowed: "0 < N < \(most) decisions a week")
      case .noDecisionSpan: throw .noDecisionSpan
      }
    }
  }
}

/// Threshold and probability table, from the scores that the integer detector gives normal sound.
public struct ScoreCalibration: Sendable, Equatable {
  /// Of the scores in dB².
  public var distribution: GammaDistribution
  /// Threshold and table, as the model file holds them.
  public var contents: CalibrationContents
  /// Why the distribution, or the threshold, is a guess, where it is one.
  public var warnings: [QuantizationWarning]

  /// - Parameters:
  ///   - decisionsQ24: scores of decisions on normal clips, dB² in Q24; at least one.
  ///   - tail: probability that a normal decision reaches the threshold.
  public init(decisionsQ24: [Int64], tail: Double) {
    let count = decisionsQ24.count
    var scores = decisionsQ24.map { ThresholdFit.score(ofQ24: $0) }
    let fit = scores.withUnsafeMutableBufferPointer { ThresholdFit(sorting: $0, tail: tail) }
    distribution = fit.distribution
    contents = fit.withCalibration { CalibrationContents($0) }
    warnings =
      switch fit.doubt {
      case .fewDecisions: [.fewDecisions(count: count, needed: ThresholdFit.enoughDecisions)]
      case .equalScores: [.equalScores(count: count)]
      case .extrapolated(let expected): [.extrapolated(expected: expected, count: count)]
      case nil: []
      }
  }
}
