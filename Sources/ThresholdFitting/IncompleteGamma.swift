import PortableArithmetic

/// The functions behind the Gamma distribution, in Double.
enum IncompleteGamma {
  /// Regularised lower and upper incomplete gamma functions `P(a, x)` and `Q(a, x) = 1 - P`, for
  /// `a > 0`, `x ≥ 0`; whichever is smaller is computed directly, so that tails keep their digits.
  ///
  /// Source: NIST Digital Library of Mathematical Functions, 8.11.4 (series, for x < a + 1) and
  /// 8.9.2 (continued fraction, evaluated by the modified Lentz method).
  @inline(never)
  static func regularized(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    guard x > 0 else { return (0, 1) }
    guard x.isFinite else { return (1, 0) }
    let factor = PortableMath.exponential(
      unbounded: a * PortableMath.logarithm(x) - x - logGamma(a))
    if x < a + 1 {
      let lower = min(factor * series(a, x), 1)
      return (lower, 1 - lower)
    }
    let upper = min(factor * continuedFraction(a, x), 1)
    return (1 - upper, upper)
  }

  /// The number of terms grows with √a; a hundred thousand serve a = 10⁸.
  private static var mostTerms: Int { 100_000 }

  private static func series(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    for n in 1...mostTerms {
      term *= x / (a + Double(n))
      sum += term
      if term < sum * 1e-17 { break }
    }
    return sum
  }

  private static func continuedFraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var result = d
    for n in 1...mostTerms {
      let numerator = -Double(n) * (Double(n) - a)
      b += 2
      d = numerator * d + b
      d = 1 / (abs(d) < tiny ? tiny : d)
      c = b + numerator / c
      if abs(c) < tiny { c = tiny }
      let change = c * d
      result *= change
      if abs(change - 1) < 1e-16 { break }
    }
    return result
  }

  /// ln Γ(x) for x > 0: recurrence up to 12, then Stirling's series (DLMF 5.5.1, 5.11.1).
  static func logGamma(_ x: Double) -> Double {
    var (x, product) = (x, 1.0)
    while x < 12 {
      product *= x
      x += 1
    }
    let y = 1 / (x * x)
    let tail =
      1 / 12.0
      - y
      * (1 / 360.0
        - y * (1 / 1260.0 - y * (1 / 1680.0 - y * (1 / 1188.0 - y * (691 / 360_360.0)))))
    // ½ · ln(2π)
    let constant = 0.9189385332046727
    return (x - 0.5) * PortableMath.logarithm(x) - x + constant + tail / x
      - PortableMath.logarithm(product)
  }

  /// ψ(x) = d/dx ln Γ(x) for x > 0: recurrence up to 12, then the asymptotic series (DLMF 5.11.2).
  static func digamma(_ x: Double) -> Double {
    var (x, result) = (x, 0.0)
    while x < 12 {
      result -= 1 / x
      x += 1
    }
    let y = 1 / (x * x)
    let tail = y * (1 / 12.0 - y * (1 / 120.0 - y * (1 / 252.0 - y * (1 / 240.0 - y / 132.0))))
    return result + PortableMath.logarithm(x) - 0.5 / x - tail
  }

  /// ψ′(x) for x > 0, likewise (DLMF 5.15.8).
  static func trigamma(_ x: Double) -> Double {
    var (x, result) = (x, 0.0)
    while x < 12 {
      result += 1 / (x * x)
      x += 1
    }
    let y = 1 / (x * x)
    let tail = y * (1 / 6.0 - y * (1 / 30.0 - y * (1 / 42.0 - y * (1 / 30.0 - y * 5 / 66.0))))
    return result + 1 / x + y / 2 + tail / x
  }
}
