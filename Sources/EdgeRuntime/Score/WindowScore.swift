/// From a sum of squared errors to a score in dB².
public enum WindowScore {
  /// Largest score that a head gives: that of every window lies below 2⁴⁴.
  static let limitQ24: Int64 = 1 &<< 44 &- 1

  /// (10·log10 2)² · 2⁻², rounded to 29 fractional bits: one squared unit of Q13 log2, brought from
  /// Q26 to dB² in Q24.
  static let decibelsSquaredQ29: UInt64 = 1_216_268_412

  /// Mean of `count` squared errors (sum in Q26 of log2 units, below 2⁶²), rounded, in dB² as Q24,
  /// rounded; below 2⁴⁴. `count` in 1…2²⁰.
  ///
  /// Relative error against real arithmetic: below 2⁻³⁰, plus 1 for the roundings of mean and
  /// product (one unit is 6·10⁻⁸ dB²), plus half a unit of the mean (1.2 of the score).
  public static func meanQ24(sumQ26: Int64, count: Int) -> Int64 {
    roundedMean(of: sumQ26, count: count).timesDecibelsSquared
  }

  /// `sum / count` for a sum ≥ 0, rounded to nearest, ties up; `sum + count / 2` fits.
  static func roundedMean(of sum: Int64, count: Int) -> Int64 {
    let count = Int64(widening: count)
    return (sum +% count / 2) / count
  }
}

extension Int64 {
  /// Times the constant, rounded; 0 ≤ self ≤ 2⁴².
  fileprivate var timesDecibelsSquared: Int64 {
    // 2⁴² · 2³¹ needs 73 bits: the halves are multiplied apart. 2³² / 2²⁹ = 2³ keeps the upper
    // one exact.
    let value = UInt64(bitPattern: self)
    let upper = (value &>> 32) *% WindowScore.decibelsSquaredQ29
    let lower = (value & 0xFFFF_FFFF) *% WindowScore.decibelsSquaredQ29
    return Int64(bitPattern: (upper &<< 3) +% ((lower +% 1 &<< 28) &>> 29))
  }
}
