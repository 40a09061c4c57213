import CEdgeSIMD

/// What products are computed of: int8 or Int16, either as Int16 once they are loaded.
protocol ActivationElement: FixedWidthInteger, SignedInteger {
  /// Sixteen elements, those with an even place and those with an odd one, as `BytePairs` gives the
  /// weights they meet.
  static func lanes(_ pointer: UnsafePointer<Self>) -> (even: SIMD8<Int16>, odd: SIMD8<Int16>)

  /// Eight elements in their order.
  static func eight(_ pointer: UnsafePointer<Self>) -> SIMD8<Int16>

  /// Four elements, even and odd ones, in words.
  static func pairs(_ pointer: UnsafePointer<Self>) -> (even: UInt32, odd: UInt32)
}

extension Int8: ActivationElement {
  @inline(__always)
  static func lanes(_ pointer: UnsafePointer<Self>) -> (even: SIMD8<Int16>, odd: SIMD8<Int16>) {
    let pairs = BytePairs(pointer)
    return (pairs.even, pairs.odd)
  }

  @inline(__always)
  static func eight(_ pointer: UnsafePointer<Self>) -> SIMD8<Int16> {
    SIMD8(
      truncatingIfNeeded: UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Int8>.self))
  }

  @inline(__always)
  static func pairs(_ pointer: UnsafePointer<Self>) -> (even: UInt32, odd: UInt32) {
    let bytes = Pairs.word(pointer)
    return (edge_even_bytes(bytes), edge_odd_bytes(bytes))
  }
}

extension Int16: ActivationElement {
  @inline(__always)
  static func lanes(_ pointer: UnsafePointer<Self>) -> (even: SIMD8<Int16>, odd: SIMD8<Int16>) {
    let place = UnsafeRawPointer(pointer)
    let first = place.loadUnaligned(as: SIMD8<Int16>.self)
    let second = place.loadUnaligned(fromByteOffset: 16, as: SIMD8<Int16>.self)
    return (
      SIMD8(lowHalf: first.evenHalf, highHalf: second.evenHalf),
      SIMD8(lowHalf: first.oddHalf, highHalf: second.oddHalf)
    )
  }

  @inline(__always)
  static func eight(_ pointer: UnsafePointer<Self>) -> SIMD8<Int16> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Int16>.self)
  }

  @inline(__always)
  static func pairs(_ pointer: UnsafePointer<Self>) -> (even: UInt32, odd: UInt32) {
    let (first, second) = (Pairs.word(pointer), Pairs.word(pointer + 2))
    return (first & 0xFFFF | second &<< 16, first &>> 16 | second & 0xFFFF_0000)
  }
}
