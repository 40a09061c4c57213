import EdgeRuntime

extension TextBuffer {
  /// Appends `value` / 2^`fractionBits` with so many decimals, rounded to nearest, ties to even:
  /// the digits that printf gives for the same number.
  ///
  /// `fractionBits` in 1…43, `decimals` in 1…6.
  mutating func append(fixed value: Int64, fractionBits: Int64, decimals: Int) {
    var scale: UInt64 = 1
    for _ in 0..<decimals { scale &*= 10 }
    let unit = UInt64(1) &<< UInt64(bitPattern: fractionBits)
    var whole = value.magnitude / unit
    // The fraction is below 2⁴³ and the scale at most 10⁶ < 2²⁰.
    let scaled = (value.magnitude & (unit &- 1)) &* scale
    var digits = scaled / unit
    let rest = scaled & (unit &- 1)
    if rest > unit / 2 || rest == unit / 2 && digits & 1 == 1 { digits &+= 1 }
    if digits == scale {
      whole &+= 1
      digits = 0
    }
    if value < 0 { append(byte: UInt8(ascii: "-")) }
    append(digits: whole, radix: 10, atLeast: 1)
    append(byte: UInt8(ascii: "."))
    append(digits: digits, radix: 10, atLeast: decimals)
  }

  /// Appends a Q15 share of 32767, 0…1, with five decimals, rounded to nearest.
  mutating func append(shareQ15 share: Int16) {
    // The divisor is odd: there are no ties.
    let digits = (UInt64(UInt16(bitPattern: share)) &* 200_000 &+ 32_767) / 65_534
    append(digits: digits / 100_000, radix: 10, atLeast: 1)
    append(byte: UInt8(ascii: "."))
    append(digits: digits % 100_000, radix: 10, atLeast: 5)
  }

  /// Appends a level relative to a sine of full scale, or null for none.
  mutating func append(_ level: SoundLevel) {
    guard let decibelsQ40 = level.decibelsQ40 else { return append("null") }
    append(fixed: decibelsQ40, fractionBits: 40, decimals: 1)
  }
}
