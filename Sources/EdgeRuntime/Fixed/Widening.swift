// Into types of 64 bits. Where a machine word has 32, the standard library's own conversions walk
// over words: slow, large, and refused by a build without allocations. What stands here for them
// is one instruction, or none before a multiplication.

extension Int64 {
  /// The same number in a wider type; from types of at most 32 bits, and from Int and UInt.
  @inline(__always)
  public init<Source: FixedWidthInteger>(widening value: Source) {
    #if _pointerBitWidth(_32)
      self.init(bitPattern: UInt64(widening: value))
    #else
      self.init(truncatingIfNeeded: value)
    #endif
  }
}

extension UInt64 {
  /// The same number in a wider type, a negative one as its two's complement; from types of at most
  /// 32 bits, and from Int and UInt.
  @inline(__always)
  public init<Source: FixedWidthInteger>(widening value: Source) {
    #if _pointerBitWidth(_32)
      // Folds away. Every processor here is little-endian.
      precondition(Source.bitWidth <= 32, "nothing to widen")
      let word = UInt32(truncatingIfNeeded: value)
      let upper = unsafeBitCast(SIMD2<UInt32>(0, word), to: Int64.self)
      self = Source.isSigned ? UInt64(bitPattern: upper &>> 32) : UInt64(bitPattern: upper) &>> 32
    #else
      self.init(truncatingIfNeeded: value)
    #endif
  }
}
