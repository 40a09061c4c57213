/// Mean squared reconstruction error at accumulator precision.
///
/// Output i of channel c is `y = meanQ13 + requantize(accumulator)`, Q13 log2 units; the window's
/// score is the mean over all outputs of `(x - y)²`, in dB² as Q24, with x the log-mel that the
/// network saw.
public struct ReconstructionHead {
  /// One an output channel: accumulator to Q13 log2 units.
  public let requantizers: UnsafePointer<Requantizer>
  /// Number of requantizers.
  public let channels: Int
  /// Mean of the training set's log-mel, Q13 log2 units.
  public let meanQ13: Int32

  /// Largest magnitude of an output, Q13 log2 units: four times what a log-mel can be.
  static let outputLimitQ13: Int64 = 1 &<< 20

  /// A head as it stands.
  public init(requantizers: UnsafePointer<Requantizer>, channels: Int, meanQ13: Int32) {
    self.requantizers = requantizers
    self.channels = channels
    self.meanQ13 = meanQ13
  }

  /// The output that an accumulator stands for, Q13 log2 units, within ±2²⁰.
  @inline(__always)
  public func outputQ13(_ accumulator: Int32, channel: Int) -> Int32 {
    // |meanQ13| ≤ 2²⁰, |requantized| < 2³¹: exact in an Int64.
    let output =
      Int64(widening: meanQ13) +% Int64(widening: requantizers[channel].requantize(accumulator))
    return Int32(narrowing: min(max(output, -Self.outputLimitQ13), Self.outputLimitQ13))
  }

  /// Sum of squared errors, Q26, of consecutive outputs that start at channel `first`.
  func squaredErrorQ26(
    _ accumulators: Span<Int32>, firstChannel first: Int, levelsQ9: UnsafePointer<Int16>
  ) -> Int64 {
    var sum: Int64 = 0
    var channel = first
    for index in 0..<accumulators.count {
      let output = outputQ13(accumulators[unchecked: index], channel: channel)
      // |16·x| ≤ 2¹⁹ and |y| ≤ 2²⁰, so that e² < 2⁴²; 2²⁰ of them stay below 2⁶².
      let error = Int64(widening: 16 *% Int32(levelsQ9[index]) -% output)
      sum +%= error *% error
      channel = channel &+ 1 == channels ? 0 : channel &+ 1
    }
    return sum
  }
}
