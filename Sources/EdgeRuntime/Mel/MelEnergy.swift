/// Energy of one band: `Σ mantissa · power`, exact, as a number of 96 bits.
struct MelEnergy {
  /// Upper part, in units of 2³².
  private var high: UInt64
  /// Lower 32 bits.
  private var low: UInt64

  /// Sums `count` products. Both halves of a power are below 2³², a mantissa below 2¹⁶, and a
  /// spectrum has fewer than 2¹³ bins: each half's sum stays below 2⁶¹.
  init(
    powers: UnsafePointer<UInt64>, mantissas: UnsafePointer<UInt16>, count: Int
  ) {
    var (high, low) = (UInt64(0), UInt64(0))
    for bin in 0..<count {
      let mantissa = UInt64(widening: mantissas[bin])
      high +%= mantissa *% (powers[bin] &>> 32)
      low +%= mantissa *% (powers[bin] & 0xFFFF_FFFF)
    }
    self.high = high +% low &>> 32
    self.low = low & 0xFFFF_FFFF
  }

  /// log2 in Q16, or nil for an energy of zero.
  var log2Q16: Int32? {
    if high == 0 { return low == 0 ? nil : Log2.q16(low) }
    // high < 2⁶², so that there is room for some of the lower bits.
    let zeros = UInt64(widening: high.leadingZeroBitCount)
    let leading = high &<< zeros | (low &<< 32) &>> (64 &- zeros)
    return Log2.q16(leading) +% (32 &- Int32(narrowing: zeros)) &<< 16
  }
}
