extension PortableMath {
  /// ln 2 in two parts; the first has so few bits that its product with an exponent is exact.
  private static var ln2High: Double { 6.93147180369123816490e-01 }
  private static var ln2Low: Double { 1.90821492927058770002e-10 }

  /// ln x for 0 < x < ∞, relative error < 4e-16 except near 1, where that is absolute.
  ///
  /// `x = 2ᵉ · m` with m around 1, and `ln m = 2 · artanh((m - 1) / (m + 1))`.
  public static func logarithm(_ x: Double) -> Double {
    precondition(x > 0 && x < .infinity)
    var (x, exponent) = (x, -1023)
    if x < 0x1p-1022 {
      x *= 0x1p54
      exponent -= 54
    }
    exponent += Int(truncatingIfNeeded: x.bitPattern &>> 52)
    var m = Double(bitPattern: x.bitPattern & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
    if m > 1.4142135623730951 {
      m /= 2
      exponent += 1
    }
    let e = Double(exponent)
    return e * ln2High + (logarithm(ofRatio: (m - 1) / (m + 1)) + e * ln2Low)
  }

  /// ln(1 + x) for -1 < x < ∞, which keeps its digits where x is small.
  public static func logarithm(onePlus x: Double) -> Double {
    // Where √½ < 1 + x < √2, as in `logarithm`.
    x > -0.29 && x < 0.41 ? logarithm(ofRatio: x / (2 + x)) : logarithm(1 + x)
  }

  /// ln((1 + s) / (1 - s)) for |s| < .1716, by its series: 2 · (s + s³/3 + s⁵/5 + …). The first term left
  /// out is below 2⁻⁵⁷ of the sum.
  private static func logarithm(ofRatio s: Double) -> Double {
    let square = s * s
    var sum = 0.0
    var odd = 23.0
    while odd > 1 {
      sum = 1 / odd + square * sum
      odd -= 2
    }
    return 2 * s + 2 * s * square * sum
  }

  /// eˣ for any x that is a number, relative error < 1e-12 where the result is a normal number; 0 below
  /// all numbers, infinite above.
  public static func exponential(unbounded x: Double) -> Double {
    guard x > -746 else { return 0 }
    guard x < 710 else { return .infinity }
    let octaves = Int(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5))
    let whole = Double(octaves)
    let rest = (x - whole * ln2High) - whole * ln2Low
    // In two steps: neither 2¹⁰²⁴ nor what lies below 2⁻¹⁰²² is a normal number.
    let half = octaves / 2
    return exponential(rest) * powerOfTwo(half) * powerOfTwo(octaves - half)
  }

  /// 2ⁿ for -1022 ≤ n ≤ 1023.
  private static func powerOfTwo(_ n: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: n + 1023) &<< 52)
  }
}
