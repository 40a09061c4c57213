// The words of `ProvenArithmetic` on four lanes. They are written out for each element type: in a
// generic function the standard library's SIMD operators are loops over lanes, and what the
// optimiser makes of those is no vector instruction. For the same reason they name every lane.

extension SIMD4<Int32> {
  /// Lanewise sum; the caller proves that every lane fits.
  @inline(__always)
  public static func +% (left: Self, right: Self) -> Self {
    #if CHECKED_ARITHMETIC
      left.combined(with: right, by: +)
    #else
      left &+ right
    #endif
  }

  /// Lanewise difference; the caller proves that every lane fits.
  @inline(__always)
  public static func -% (left: Self, right: Self) -> Self {
    #if CHECKED_ARITHMETIC
      left.combined(with: right, by: -)
    #else
      left &- right
    #endif
  }

  /// Lanewise product; the caller proves that every lane fits.
  @inline(__always)
  public static func *% (left: Self, right: Self) -> Self {
    #if CHECKED_ARITHMETIC
      left.combined(with: right, by: *)
    #else
      left &* right
    #endif
  }

  /// Accumulates lanewise; the caller proves that every lane's sum fits.
  @inline(__always)
  public static func +%= (left: inout Self, right: Self) { left = left +% right }

  /// Each lane divided by `2^count`, rounded to nearest, ties towards positive infinity.
  ///
  /// Range: `count` in `1 …< 32`; the caller proves that lane `+ 2^(count-1)` fits.
  @inline(__always)
  public func roundedShift(right count: Int32) -> Self {
    (self +% Self(repeating: 1 &<< (count &- 1))) &>> Self(repeating: count)
  }
}

extension SIMD4<Int64> {
  /// Lanewise sum; the caller proves that every lane fits.
  @inline(__always)
  public static func +% (left: Self, right: Self) -> Self {
    #if CHECKED_ARITHMETIC
      left.combined(with: right, by: +)
    #else
      left &+ right
    #endif
  }

  /// Lanewise difference; the caller proves that every lane fits.
  @inline(__always)
  public static func -% (left: Self, right: Self) -> Self {
    #if CHECKED_ARITHMETIC
      left.combined(with: right, by: -)
    #else
      left &- right
    #endif
  }

  /// Lanewise product; the caller proves that every lane fits.
  @inline(__always)
  public static func *% (left: Self, right: Self) -> Self {
    #if CHECKED_ARITHMETIC
      left.combined(with: right, by: *)
    #else
      left &* right
    #endif
  }

  /// Accumulates lanewise; the caller proves that every lane's sum fits.
  @inline(__always)
  public static func +%= (left: inout Self, right: Self) { left = left +% right }

  /// Each lane divided by `2^count`, rounded to nearest, ties towards positive infinity.
  ///
  /// Range: `count` in `1 …< 64`; the caller proves that lane `+ 2^(count-1)` fits.
  @inline(__always)
  public func roundedShift(right count: Int64) -> Self {
    (self +% Self(repeating: 1 &<< (count &- 1))) &>> Self(repeating: count)
  }
}

extension SIMD4<Int64> {
  /// The same numbers in a wider type.
  @inline(__always)
  public init(widening value: SIMD4<Int32>) {
    self.init(
      Int64(widening: value.x), Int64(widening: value.y), Int64(widening: value.z),
      Int64(widening: value.w))
  }

  /// Four times the same number; see the Int32 one.
  @inline(__always)
  public init(copiesOf value: Int64) { self.init(value, value, value, value) }
}

extension SIMD4<Int32> {
  /// The same numbers in a wider type.
  @inline(__always)
  public init(widening value: SIMD4<Int16>) {
    self.init(Int32(value.x), Int32(value.y), Int32(value.z), Int32(value.w))
  }

  /// Four times the same number.
  ///
  /// Where the number comes from memory inside a loop, optimised Embedded Swift 6.3 crashes on
  /// `init(repeating:)`.
  @inline(__always)
  public init(copiesOf value: Int32) { self.init(value, value, value, value) }

  /// The same numbers in a narrower type; the caller proves that every lane fits.
  @inline(__always)
  public init(narrowing value: SIMD4<Int64>) {
    #if CHECKED_ARITHMETIC
      self.init(Int32(value.x), Int32(value.y), Int32(value.z), Int32(value.w))
    #else
      self.init(truncatingIfNeeded: value)
    #endif
  }
}

extension SIMD8<Int32> {
  /// The same numbers in a wider type.
  @inline(__always)
  public init(widening value: SIMD8<Int16>) {
    self.init(
      lowHalf: SIMD4(widening: value.lowHalf), highHalf: SIMD4(widening: value.highHalf))
  }
}

#if CHECKED_ARITHMETIC
  extension SIMD4 {
    fileprivate func combined(with other: Self, by operation: (Scalar, Scalar) -> Scalar) -> Self {
      Self(
        operation(x, other.x), operation(y, other.y), operation(z, other.z), operation(w, other.w))
    }
  }
#endif
