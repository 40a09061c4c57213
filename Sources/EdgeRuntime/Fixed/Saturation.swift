/// Arithmetic on fractions in -1 ..< 1 (Q7 in Int8, Q15 in Int16, Q31 in Int32) and other numbers
/// that stop at the ends of their type.
extension FixedWidthInteger where Self: SignedInteger {
  /// Sum, stopped at the ends of the type.
  @inline(__always)
  public func addingWithSaturation(_ other: Self) -> Self {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  /// Difference, stopped at the ends of the type.
  @inline(__always)
  public func subtractingWithSaturation(_ other: Self) -> Self {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other < 0 ? .max : .min) : difference
  }
}

extension Int16 {
  /// Product of two Q15 fractions, rounded to nearest, ties towards positive infinity; -1 · -1
  /// saturates.
  @inline(__always)
  public func multipliedAsQ15(by other: Int16) -> Int16 {
    // |product| ≤ 2³⁰.
    Int16(clamping: (Int32(self) *% Int32(other)).roundedShift(right: 15))
  }
}

extension Int32 {
  /// Product of two Q31 fractions, rounded to nearest, ties towards positive infinity; -1 · -1
  /// saturates.
  ///
  /// Source: gemmlowp's `SaturatingRoundingDoublingHighMul`, whose truncating division with a nudge
  /// of its sign comes to the same.
  @inline(__always)
  public func multipliedAsQ31(by other: Int32) -> Int32 {
    // |product| ≤ 2⁶².
    Int32(
      saturating: (Int64(widening: self) *% Int64(widening: other)).roundedShift(right: 31))
  }

  /// The nearest number of this type.
  @inline(__always)
  public init(saturating value: Int64) {
    // The bounds as literals: widening the type's own is no constant where words have 32 bits.
    self.init(truncatingIfNeeded: Swift.min(Swift.max(value, -0x8000_0000), 0x7FFF_FFFF))
  }
}
