/// Multiplication of an integer by a positive real number, as TensorFlow Lite does it:
/// `value · multiplier · 2^(shift - 31)` with gemmlowp's double rounding.
///
/// Source: gemmlowp, "Building a quantization paradigm from first principles"; TensorFlow Lite's
/// `MultiplyByQuantizedMultiplier`.
public struct Requantizer: Sendable, Equatable {
  /// Q31 mantissa in `2³⁰ … 2³¹ - 1`, or 0 for "multiply by zero".
  public let multiplier: Int32
  /// Power of two applied besides the mantissa, in `-31 … 7`; positive shifts left.
  public let shift: Int32

  public init(multiplier: Int32, shift: Int32) {
    self.multiplier = multiplier
    self.shift = shift
  }
}
