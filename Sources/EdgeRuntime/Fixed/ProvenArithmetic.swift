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
