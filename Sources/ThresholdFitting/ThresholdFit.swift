import EdgeRuntime
import PortableArithmetic

/// Threshold and probability table, from the scores that the integer detector gives normal sound.
///
/// The same bits on every machine: the arithmetic is `PortableMath`'s, and scores are put in order
/// first, so that it is all the same in which order they were heard. Nothing is allocated.
public struct ThresholdFit {
  /// Of the scores in dB².
  public let distribution: GammaDistribution
  /// Why the distribution, or the threshold, is a guess, where it is one.
  public let doubt: Doubt?
  /// Decisions at or above it are anomalies; dB² in Q24.
  public let thresholdQ24: Int64
  private var knotsQ24: InlineArray<32, Int64> = .init(repeating: 0)
  private var probabilitiesQ15: InlineArray<32, Int16> = .init(repeating: 0)
  private var knotCount = 0

  /// Why a fit is a guess.
  public enum Doubt: Equatable, Sendable {
    /// Too few decisions for a fit by maximum likelihood.
    case fewDecisions
    /// All decisions have the same score.
    case equalScores
    /// The threshold is reached more rarely than once in all decisions: once in `expected`.
    case extrapolated(expected: Double)
  }

  /// Decisions below which a fit by maximum likelihood is not trusted with its spread.
  public static var enoughDecisions: Int { 10 }
  /// Knots of the longest table.
  public static var mostKnots: Int { 32 }

  /// The number that a decision's score enters the fit with, dB².
  ///
  /// A score of exactly zero counts as half a step: logarithms need it.
  public static func score(ofQ24 score: Int64) -> Double { max(Double(score), 0.5) / 0x1p24 }

  /// - Parameters:
  ///   - scores: of decisions on normal sound, as `score(ofQ24:)` makes them; at least one. They are left
  ///     in rising order.
  ///   - tail: probability that a normal decision reaches the threshold; 0 < tail < 1.
  public init(sorting scores: UnsafeMutableBufferPointer<Double>, tail: Double) {
    precondition(!scores.isEmpty)
    OrderStatistics.sort(scores)
    let sorted = UnsafeBufferPointer(scores).span
    let (distribution, doubt) = Self.distribution(of: sorted)
    let isExtrapolated = doubt == nil && tail * Double(sorted.count) < 1
    self.distribution = distribution
    self.doubt = isExtrapolated ? .extrapolated(expected: 1 / tail) : doubt
    // Outliers of normal sound make the tail heavier than the distribution's.
    let observed = sorted.count < Self.enoughDecisions ? sorted.extracting(first: 0) : sorted
    thresholdQ24 = Self.q24(Self.quantile(tail, distribution, observed))
    fillTable(observed)
  }

  /// Calls `body` with threshold and table, which are valid until it returns.
  public func withCalibration<Result>(_ body: (Calibration) -> Result) -> Result {
    knotsQ24.span.withUnsafeBufferPointer { knots in
      probabilitiesQ15.span.withUnsafeBufferPointer { probabilities in
        body(
          Calibration(
            thresholdQ24: thresholdQ24,
            knotsQ24: UnsafeBufferPointer(rebasing: knots[..<knotCount]),
            probabilitiesQ15: UnsafeBufferPointer(rebasing: probabilities[..<knotCount])))
      }
    }
  }

  /// The fit, or where the sample cannot carry one, its mean with a spread assumed: 20 % of it
  /// for few decisions, 10 % for equal ones.
  private static func distribution(of scores: Span<Double>) -> (GammaDistribution, Doubt?) {
    var sum = 0.0
    for index in scores.indices { sum += scores[index] }
    let mean = sum / Double(scores.count)
    let fitted = GammaDistribution(fitting: scores)
    if scores.count < enoughDecisions {
      let shape = min(fitted?.shape ?? 25, 25)
      return (GammaDistribution(shape: shape, scale: mean / shape), .fewDecisions)
    }
    if let fitted { return (fitted, nil) }
    return (GammaDistribution(shape: 100, scale: mean / 100), .equalScores)
  }

  /// A score rounded up to whole steps, at most the highest that there can be. (Not by `rounded`, which
  /// on some processors is a function of a library.)
  private static func q24(_ score: Double) -> Int64 {
    let steps = min(score * 0x1p24, Double(ModelLimits.scoreQ24))
    let whole = Int64(steps)
    return Double(whole) < steps ? whole + 1 : whole
  }

  /// The score that `tail` of normal decisions exceed: that of the distribution, or of the sample where
  /// it is higher. Beyond the sample it is not below the highest score that was seen.
  ///
  /// - Parameter observed: ascending; empty takes the distribution alone.
  @inline(never)
  private static func quantile(
    _ tail: Double, _ distribution: GammaDistribution, _ observed: Span<Double>
  ) -> Double {
    let expected = distribution.quantile(upperTail: tail)
    guard tail < 0.5, !observed.isEmpty else { return expected }
    guard tail * Double(observed.count) >= 1 else {
      return max(expected, observed[observed.count - 1])
    }
    return max(expected, OrderStatistics.quantile(1 - tail, ofSorted: observed))
  }

  /// Probability that a normal decision exceeds knot `index` of the whole table: dense where decisions
  /// are made.
  private static func knotTail(_ index: Int) -> Double {
    switch index {
    case 0: 1
    case 1: 0.999
    case 2: 0.99
    case 3: 0.95
    case 4...20: 0.95 - 0.05 * Double(index - 3)
    case 21: 0.075
    case 22: 0.05
    case 23: 0.025
    case 24: 0.01
    case 25: 0.005
    case 26: 0.0025
    case 27: 0.001
    case 28: 0.0005
    case 29: 0.00025
    case 30: 0.0001
    default: 1.0 / 65536
    }
  }

  private mutating func fillTable(_ observed: Span<Double>) {
    for index in 0..<Self.mostKnots {
      let tail = Self.knotTail(index)
      let knot = tail == 1 ? 0 : Self.q24(Self.quantile(tail, distribution, observed))
      if knotCount > 0, knot <= knotsQ24[knotCount - 1] { continue }
      knotsQ24[knotCount] = knot
      probabilitiesQ15[knotCount] = Int16(min((1 - tail) * 32768 + 0.5, 32767))
      knotCount += 1
    }
  }
}
