/// Multiplication of an integer by a positive real number, as TensorFlow Lite does it:
/// `value · multiplier · 2^(shift - 31)`, of an Int32 with gemmlowp's double rounding, of an Int64
/// with the upper half of the mantissa.
///
/// Source: gemmlowp, "Building a quantization paradigm from first principles"; TensorFlow Lite's
/// `MultiplyByQuantizedMultiplier`.
public struct Requantizer: Sendable, Equatable {
  /// Q31 mantissa in `2³⁰ … 2³¹ - 1`, or 0 for "multiply by zero".
  public let multiplier: Int32
  /// Power of two applied besides the mantissa, in `-31 … 7`; positive shifts left.
  public let shift: Int32

  /// A multiplier and shift as they stand; a model's are checked when it is loaded.
  public init(multiplier: Int32, shift: Int32) {
    self.multiplier = multiplier
    self.shift = shift
  }

  /// The product, rounded twice: once to an integer multiple of `2^-min(shift, 0)`, ties towards
  /// positive infinity, then to an integer, ties away from zero.
  ///
  /// Range: `value · 2^max(shift, 0)` fits an Int32 (a model's accumulators are proven to).
  @inline(__always)
  public func requantize(_ value: Int32) -> Int32 {
    let shifted = value *% (1 &<< max(shift, 0))
    // gemmlowp nudges by 2³⁰ or 1 - 2³⁰ and divides towards zero, which is this floor for either
    // sign. |shifted · multiplier| < 2⁶²; the result is no larger than `shifted`.
    let product = Int64(widening: shifted) *% Int64(widening: multiplier)
    let high = Int32(narrowing: (product +% 1 &<< 30) &>> 31)
    return high.dividedByPowerOfTwo(max(0 &- shift, 0))
  }

  /// The product with the mantissa rounded to 15 bits, rounded once to an integer, ties towards
  /// positive infinity, and stopped at the ends of Int32.
  ///
  /// Range: |`value`| < 2⁴⁷ (a model's accumulators are proven to be), `shift` in -31…7.
  @inline(__always)
  public func requantize(_ value: Int64) -> Int32 {
    // A mantissa that would be rounded to 2¹⁵ becomes 2¹⁵ - 1.
    let mantissa = Int64(widening: min((multiplier &>> 15 &+ 1) &>> 1, 0x7FFF))
    // |value · mantissa| < 2⁶²; 8 ≤ 15 - shift ≤ 46.
    let product = value *% mantissa
    return Int32(saturating: product.roundedShift(right: Int64(widening: 15 &- shift)))
  }
}

extension Int32 {
  /// `self / 2^exponent`, rounded to nearest, ties away from zero; `exponent` in 0…31.
  ///
  /// Source: gemmlowp's `RoundingDivideByPOT`.
  @inline(__always)
  func dividedByPowerOfTwo(_ exponent: Int32) -> Int32 {
    let mask = Int32(
      bitPattern: (UInt32(1) &<< UInt32(truncatingIfNeeded: exponent)) &- 1)
    let threshold = mask &>> 1 &+ (self &>> 31 & 1)
    // The quotient is at most |self| where nothing is added, and half of it where something is.
    return self &>> exponent &+ ((self & mask) > threshold ? 1 : 0)
  }
}
