import SeededRandom

/// The draws of which a recording needs hundreds of thousands, without the mathematical library.
extension SeededGenerator {
  /// Nearly Gaussian, mean 0, variance 1, |x| < 3.5: the sum of the four 16-bit parts of one draw
  /// (Irwin–Hall of order 4).
  @inline(__always)
  mutating func nearNormal() -> Double {
    let bits = next()
    let sum =
      Int32(truncatingIfNeeded: bits & 0xffff) &+ Int32(truncatingIfNeeded: bits >> 16 & 0xffff)
      &+ Int32(truncatingIfNeeded: bits >> 32 & 0xffff)
      &+ Int32(truncatingIfNeeded: bits >> 48)
    // Variance of one part: 65536²/12; of four: 65536²/3.
    return Double(sum &- 131_070) * (1.7320508075688772 / 65536)
  }

  /// The time to the next event of an irregular series whose mean interval is `mean`: from 0.1 to
  /// 2.8 means, short ones more often than long ones.
  mutating func interval(mean: Double) -> Double {
    let u = uniform()
    return mean * (0.1 + 2.7 * u * u)
  }
}
