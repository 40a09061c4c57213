// Arithmetic whose bound is proven where it stands.
//
// Swift's own `+ - *` trap, which costs a kernel loop a factor of eighteen; `&+ &- &*` never tell
// when a proof was wrong. These operators wrap in the normal build and trap in the checked one
// (`-D CHECKED_ARITHMETIC`), so that running the suite both ways tests the proofs.

infix operator +% : AdditionPrecedence
infix operator -% : AdditionPrecedence
infix operator *% : MultiplicationPrecedence
infix operator +%= : AssignmentPrecedence

/// Which arithmetic the module was built with.
public enum ProvenArithmetic {
  /// True where `+% -% *%` and the narrowing conversions trap on overflow.
  public static var isChecked: Bool {
    #if CHECKED_ARITHMETIC
      true
    #else
      false
    #endif
  }
}

extension FixedWidthInteger {
  /// Sum; the caller proves that it fits.
  @inline(__always)
  public static func +% (left: Self, right: Self) -> Self {
    #if CHECKED_ARITHMETIC
      left + right
    #else
      left &+ right
    #endif
  }

  /// Difference; the caller proves that it fits.
  @inline(__always)
  public static func -% (left: Self, right: Self) -> Self {
    #if CHECKED_ARITHMETIC
      left - right
    #else
      left &- right
    #endif
  }

  /// Product; the caller proves that it fits.
  @inline(__always)
  public static func *% (left: Self, right: Self) -> Self {
    #if CHECKED_ARITHMETIC
      left * right
    #else
      left &* right
    #endif
  }

  /// Accumulates; the caller proves that the sum fits.
  @inline(__always)
  public static func +%= (left: inout Self, right: Self) { left = left +% right }

  /// The same number in a narrower type; the caller proves that it fits.
  @inline(__always)
  public init(narrowing value: some FixedWidthInteger) {
    #if CHECKED_ARITHMETIC
      self.init(value)
    #else
      self.init(truncatingIfNeeded: value)
    #endif
  }
}

extension SIMD where Scalar: FixedWidthInteger {
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

  #if CHECKED_ARITHMETIC
    private func combined(with other: Self, by operation: (Scalar, Scalar) -> Scalar) -> Self {
      var result = Self()
      for lane in indices { result[lane] = operation(self[lane], other[lane]) }
      return result
    }
  #endif
}

extension SIMD4 where Scalar: FixedWidthInteger {
  /// The same numbers in a wider type.
  @inline(__always)
  public init<Narrow: FixedWidthInteger>(widening value: SIMD4<Narrow>) {
    self.init(truncatingIfNeeded: value)
  }

  /// The same numbers in a narrower type; the caller proves that every lane fits.
  @inline(__always)
  public init<Wide: FixedWidthInteger>(narrowing value: SIMD4<Wide>) {
    #if CHECKED_ARITHMETIC
      self.init(Scalar(value.x), Scalar(value.y), Scalar(value.z), Scalar(value.w))
    #else
      self.init(truncatingIfNeeded: value)
    #endif
  }
}
