import EdgeRuntime

/// The exponential, logistic and hyperbolic tangent functions of numbers with a few integer bits, as
/// gemmlowp computes them: what TensorFlow Lite's int8 kernels are made of.
///
/// Source: gemmlowp's `fixedpoint.h`. The constants are those of its polynomials and tables, in Q31.
enum FixedPointCurves {
  private static let one = Int32.max

  /// `e^(a / 2^(31 - integerBits))` in Q31, for a ≤ 0 and 0…5 integer bits.
  ///
  /// The argument is taken apart: what lies in -1/4…0 goes through a Taylor polynomial around -1/8,
  /// and each power of two above, -1/4…-16, is a factor.
  static func exponential(_ a: Int32, integerBits: Int32) -> Int32 {
    if a == 0 { return one }
    let fractionBits = 31 - integerBits
    let quarter: Int32 = 1 << (fractionBits - 2)
    let remainder = (a & (quarter - 1)) - quarter
    let x = remainder.multipliedByPowerOfTwo(integerBits) + 1 << 28
    let square = x.multipliedAsQ31(by: x)
    let cube = square.multipliedAsQ31(by: x)
    let fourth = square.multipliedAsQ31(by: square)
    // x⁴/24 + x³/6 + x²/2
    let upper = (fourth.multipliedByPowerOfTwo(-2) + cube).multipliedAsQ31(by: 715_827_883)
    let terms = (upper + square).multipliedByPowerOfTwo(-1)
    // e^(-1/8)
    var result = 1_895_147_668 + Int32(1_895_147_668).multipliedAsQ31(by: x + terms)
    let whole = remainder &- a
    for (exponent, factor) in factors where integerBits > exponent {
      if whole & (1 << (fractionBits + exponent)) != 0 {
        result = result.multipliedAsQ31(by: factor)
      }
    }
    return result
  }

  /// e^(-2^exponent) in Q31.
  private static let factors: [(Int32, Int32)] = [
    (-2, 1_672_461_947), (-1, 1_302_514_674), (0, 790_015_084), (1, 290_630_308), (2, 39_332_535),
    (3, 720_401), (4, 242),
  ]

  /// `1 / (1 + e^-a)` in Q31.
  static func logistic(_ a: Int32, integerBits: Int32) -> Int32 {
    if a == 0 { return 1 << 30 }
    let positive = halfReciprocal(exponential(-abs(a), integerBits: integerBits))
      .multipliedByPowerOfTwo(1)
    return a > 0 ? positive : one - positive
  }

  /// `tanh a` in Q31.
  static func tanh(_ a: Int32, integerBits: Int32) -> Int32 {
    if a == 0 { return 0 }
    // With one integer bit more the same number stands for twice its value.
    let power = exponential(-abs(a), integerBits: integerBits + 1)
    let positive = (halfReciprocal(power) - 1 << 29).multipliedByPowerOfTwo(2)
    return a > 0 ? positive : -positive
  }

  /// `1 / (1 + x)` in Q29, for x in 0…1 as Q31: three steps of Newton's method from
  /// 48/17 - 32/17 · (1 + x)/2.
  static func halfReciprocal(_ x: Int32) -> Int32 {
    let half = Int32((Int64(x) + Int64(one) + 1) / 2)
    var result = 1_515_870_810 + half.multipliedAsQ31(by: -1_010_580_540)
    for _ in 0..<3 {
      let error = 1 << 29 - half.multipliedAsQ31(by: result)
      result += result.multipliedAsQ31(by: error).multipliedByPowerOfTwo(2)
    }
    return result
  }
}

extension Int32 {
  /// `self · 2^exponent`: saturated upwards, rounded to nearest with ties away from zero downwards.
  func multipliedByPowerOfTwo(_ exponent: Int32) -> Int32 {
    if exponent >= 0 { return Int32(clamping: Int64(self) << Int64(exponent)) }
    let half = Int64(1) << Int64(-exponent - 1)
    let magnitude = (Int64(self).magnitude + UInt64(half)) >> UInt64(-exponent)
    return self < 0 ? -Int32(magnitude) : Int32(magnitude)
  }
}
