import EdgeRuntime

/// How loud a stretch of sound was.
struct SoundLevel {
  /// Sum of the samples' squares.
  let energy: UInt64
  /// Samples.
  let count: UInt64

  /// Level in dB, Q40, relative to a sine of full scale (amplitude 32768, mean square 2²⁹); nil for
  /// digital silence, whose level no number tells. Within .001 dB.
  var decibelsQ40: Int64? {
    guard energy > 0, count > 0 else { return nil }
    let log2Q16 = log2Q16(energy) &- log2Q16(count) &- 29 &* 65_536
    // 10·log10(2) in Q24. |log2| < 2⁷, hence the product is below 2⁴⁸.
    return log2Q16 &* 50_504_432
  }

  @inline(never)
  private func log2Q16(_ value: UInt64) -> Int64 { Int64(Log2.q16(value)) }
}
