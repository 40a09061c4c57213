import EdgeRuntime
import Evaluation

/// Where the threshold is put.
public enum ThresholdRule: Sendable, Hashable {
  /// `percent` of normal decisions lie below it; 0 < percent < 100.
  case percentile(Double)
  /// So many normal decisions a week reach it; > 0. Needs the seconds a decision spans.
  case falseAlarmsPerWeek(Double)

  /// Probability that a normal decision reaches the threshold.
  /// - Parameter decisionSeconds: from one decision to the next; nil where nobody knows.
  public func tail(decisionSeconds: Double?) throws(QuantizationError) -> Double {
    switch self {
    case .percentile(let percent):
      guard percent > 0, percent < 100 else {
        throw .badOption(
          name: "--threshold-percentile", value: "\(percent)", allowed: "0 < P < 100")
      }
      return 1 - percent / 100
    case .falseAlarmsPerWeek(let alarms):
      guard let decisionSeconds, decisionSeconds > 0 else { throw .noDecisionSpan }
      let decisions = 7 * 24 * 3600 / decisionSeconds
      guard alarms > 0, alarms < decisions else {
        throw .badOption(
          name: "--false-alarms-per-week", value: "\(alarms)",
          allowed: "0 < N < \(Int(decisions)) decisions a week")
      }
      return alarms / decisions
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

  /// Decisions below which a fit by maximum likelihood is not trusted with its spread.
  public static let enoughDecisions = 10

  /// - Parameters:
  ///   - decisionsQ24: scores of decisions on normal clips, dB² in Q24; at least one.
  ///   - tail: probability that a normal decision reaches the threshold.
  public init(decisionsQ24: [Int64], tail: Double) {
    precondition(!decisionsQ24.isEmpty)
    // A score of exactly zero counts as half a step: logarithms need it.
    let scores = decisionsQ24.map { max(Double($0), 0.5) / 0x1p24 }
    (distribution, warnings) = Self.distribution(of: scores)
    if warnings.isEmpty, tail * Double(scores.count) < 1 {
      warnings = [.extrapolated(expected: 1 / tail, count: scores.count)]
    }
    // Outliers of normal sound make the tail heavier than the distribution's.
    let observed = scores.count < Self.enoughDecisions ? [] : scores.sorted()
    let threshold = Self.q24(Self.quantile(tail, distribution, observed))
    let (knots, probabilities) = Self.table(distribution, observed)
    contents = CalibrationContents(
      thresholdQ24: threshold, knotsQ24: knots, probabilitiesQ15: probabilities)
  }

  /// The fit, or where the sample cannot carry one, its mean with a spread assumed: 20 % of it
  /// for few decisions, 10 % for equal ones.
  private static func distribution(of scores: [Double])
    -> (GammaDistribution, [QuantizationWarning])
  {
    let mean = scores.reduce(0, +) / Double(scores.count)
    let fitted = GammaDistribution(fitting: scores)
    if scores.count < enoughDecisions {
      let shape = min(fitted?.shape ?? 25, 25)
      return (
        GammaDistribution(shape: shape, scale: mean / shape),
        [.fewDecisions(count: scores.count, needed: enoughDecisions)]
      )
    }
    if let fitted { return (fitted, []) }
    return (
      GammaDistribution(shape: 100, scale: mean / 100), [.equalScores(count: scores.count)]
    )
  }

  private static func q24(_ score: Double) -> Int64 {
    Int64(min((score * 0x1p24).rounded(.up), Double(ModelLimits.scoreQ24)))
  }

  /// Probabilities at which the table has knots: dense where decisions are made.
  private static let knotTails: [Double] = {
    let middle = (1...17).map { 0.95 - 0.05 * Double($0) }
    let upper = [0.075, 0.05, 0.025, 0.01, 0.005, 0.0025, 0.001, 0.0005, 0.00025, 0.0001]
    return [1, 0.999, 0.99, 0.95] + middle + upper + [1.0 / 65536]
  }()

  /// The score that `tail` of normal decisions exceed: that of the distribution, or of the sample where
  /// it is higher. Beyond the sample it is not below the highest score that was seen.
  ///
  /// - Parameter observed: ascending; empty takes the distribution alone.
  private static func quantile(
    _ tail: Double, _ distribution: GammaDistribution, _ observed: [Double]
  ) -> Double {
    let expected = distribution.quantile(upperTail: tail)
    guard tail < 0.5, let highest = observed.last else { return expected }
    guard tail * Double(observed.count) >= 1 else { return max(expected, highest) }
    return max(expected, Percentile.value(1 - tail, ofSorted: observed))
  }

  private static func table(
    _ distribution: GammaDistribution, _ observed: [Double]
  ) -> ([Int64], [Int16]) {
    var knots: [Int64] = []
    var probabilities: [Int16] = []
    for tail in knotTails {
      let knot = tail == 1 ? 0 : q24(quantile(tail, distribution, observed))
      if let last = knots.last, knot <= last { continue }
      knots.append(knot)
      probabilities.append(Int16(((1 - tail) * 32768).rounded().clamped(to: 0...32767)))
    }
    return (knots, probabilities)
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
