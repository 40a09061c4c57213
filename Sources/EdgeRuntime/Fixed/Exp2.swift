/// Powers of two in fixed point.
enum Exp2 {
  /// 2^-x in Q30, for x ≥ 0 in Q24; |error| < 2⁻²², exact at whole numbers up to 30, and 0 from 31 on.
  ///
  /// With f the fraction of x, 2^-f = 1 - f/2 - f·(1 - f)·q(f), which is exact at both ends whatever q
  /// is; q is the cubic that minimises the largest error (8·10⁻⁸, found by iteratively reweighted
  /// least squares).
  static func ofNegativeQ24(_ x: Int64) -> Int64 {
    let whole = x &>> 24
    guard whole < 31 else { return 0 }
    let fractionQ24 = x & (1 &<< 24 &- 1)
    var factorQ30: Int64 = -1_018_364
    // |factor| < 2³⁰ and 0 ≤ f < 2²⁴ throughout: products stay below 2⁵⁴.
    factorQ30 = 8_877_241 +% (factorQ30 *% fractionQ24) &>> 24
    factorQ30 = -50_508_626 +% (factorQ30 *% fractionQ24) &>> 24
    factorQ30 = 207_386_988 +% (factorQ30 *% fractionQ24) &>> 24
    let archQ24 = (fractionQ24 *% ((1 &<< 24) -% fractionQ24)) &>> 24
    let powerQ30 = 1 &<< 30 -% fractionQ24 &<< 5 -% (archQ24 *% factorQ30) &>> 24
    return whole == 0 ? powerQ30 : powerQ30.roundedShift(right: whole)
  }
}
