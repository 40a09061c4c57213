/// Binary logarithm in fixed point.
public enum Log2 {
  /// log2 of `value` in Q16, for `value` ≥ 1; |error| < 2⁻¹⁴, monotone over all of UInt64, exact
  /// at powers of two.
  @inline(__always)
  public static func q16(_ value: UInt64) -> Int32 {
    let (integer, octaveQ30) = parts(value)
    return integer &<< 16 +% Int32(narrowing: octaveQ30.roundedShift(right: 14))
  }

  /// The same in Q30; |error| < 1.7·10⁻⁵, and just above a power of two less than a thousandth of the
  /// distance from it.
  static func q30(_ value: UInt64) -> Int64 {
    let (integer, octaveQ30) = parts(value)
    return Int64(widening: integer) &<< 30 +% octaveQ30
  }

  /// Whole octaves, and what is left in Q30, for `value` ≥ 1.
  ///
  /// With f the fraction after the leading one, log2(1 + f) = f + f·(1 - f)·q(f), which is exact at
  /// both ends of the octave whatever q is; q is the cubic that minimises the largest error
  /// (1.6·10⁻⁵, found by iteratively reweighted least squares).
  @inline(__always)
  private static func parts(_ value: UInt64) -> (integer: Int32, octaveQ30: Int64) {
    let zeros = value.leadingZeroBitCount
    // f is cut to 24 bits: one step of it then moves the result by far more than the rounding
    // of the products below, so that the whole stays monotone.
    let fractionQ24 = Int64(bitPattern: (value &<< UInt64(widening: zeros)) &>> 39) &- (1 &<< 24)
    var factorQ30: Int64 = -48_478_413
    // |factor| < 2³⁰ and 0 ≤ f < 2²⁴ throughout: products stay below 2⁵⁴.
    factorQ30 = 159_371_895 +% (factorQ30 *% fractionQ24) &>> 24
    factorQ30 = -286_881_700 +% (factorQ30 *% fractionQ24) &>> 24
    factorQ30 = 474_504_808 +% (factorQ30 *% fractionQ24) &>> 24
    // f·(1 - f) ≤ 2⁴⁶ in Q48; brought to Q24 before the last product.
    let archQ24 = (fractionQ24 *% ((1 &<< 24) -% fractionQ24)) &>> 24
    let octaveQ30 = (fractionQ24 &<< 6) +% (archQ24 *% factorQ30) &>> 24
    return (Int32(narrowing: 63 -% zeros), octaveQ30)
  }
}
