/// Mean squared reconstruction error, at accumulator precision or of the output's integers.
///
/// Output i of channel c is `y = meanQ13 + requantize(value)`, Q13 log2 units, with the accumulator
/// or the integer less its zero point for a value; the window's score is the mean over all outputs
/// of `(x - y)²`, in dB² as Q24, with x the window's log-mel from `firstElement` on.
public struct ReconstructionHead {
  /// What the head takes of the last layer.
  public enum Input: Sendable {
    /// Its sums, before they are rounded to an output.
    case accumulators
    /// Its output.
    case output
  }

  /// What the head takes of the last layer.
  public let input: Input
  /// To Q13 log2 units: of each output channel's accumulators, or of all integers alike.
  public let requantizers: UnsafePointer<Requantizer>
  /// Number of requantizers.
  public let channels: Int
  /// Mean of the training set's log-mel, Q13 log2 units.
  public let meanQ13: Int32
  /// Place in the window of the first value that is compared.
  public let firstElement: Int
  /// Bits that accumulators of 64 bits lose, rounded, before they are requantized.
  public let accumulatorShift: Int32

  /// Largest magnitude of an output, Q13 log2 units: four times what a log-mel can be.
  static let outputLimitQ13: Int64 = 1 &<< 20

  /// A head as it stands.
  public init(
    input: Input = .accumulators, requantizers: UnsafePointer<Requantizer>, channels: Int,
    meanQ13: Int32, firstElement: Int = 0, accumulatorShift: Int32 = 0
  ) {
    self.input = input
    self.requantizers = requantizers
    self.channels = channels
    self.meanQ13 = meanQ13
    self.firstElement = firstElement
    self.accumulatorShift = accumulatorShift
  }

  /// The output that a value stands for, Q13 log2 units, within ±2²⁰.
  @inline(__always)
  public func outputQ13(_ value: Int32, channel: Int) -> Int32 {
    // |meanQ13| ≤ 2²⁰, |requantized| < 2³¹: exact in an Int64.
    let output =
      Int64(widening: meanQ13) +% Int64(widening: requantizers[channel].requantize(value))
    return Int32(narrowing: min(max(output, -Self.outputLimitQ13), Self.outputLimitQ13))
  }

  /// The same of an accumulator of 64 bits.
  @inline(__always)
  public func outputQ13(_ accumulator: Int64, channel: Int) -> Int32 {
    // |accumulator| < 2⁴⁷, and what is left of it was proven to fit.
    let shifted =
      accumulatorShift == 0
      ? accumulator : accumulator.roundedShift(right: Int64(widening: accumulatorShift))
    return outputQ13(Int32(narrowing: shifted), channel: channel)
  }

  /// Square of the error of an output beside the log-mel in its place, Q26.
  @inline(__always)
  func squareQ26(_ outputQ13: Int32, _ levelQ9: Int16) -> Int64 {
    // |16·x| ≤ 2¹⁹ and |y| ≤ 2²⁰, so that e² < 2⁴²; 2²⁰ of them stay below 2⁶².
    let error = Int64(widening: 16 *% Int32(levelQ9) -% outputQ13)
    return error *% error
  }
}
