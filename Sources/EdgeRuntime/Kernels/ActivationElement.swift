import CEdgeSIMD

/// What products are computed of: int8 or Int16, either as Int16 once they are loaded.
protocol ActivationElement: FixedWidthInteger, SignedInteger {
  /// Sixteen elements, those with an even place and those with an odd one, as `BytePairs` gives the
  /// weights they meet.
  static func lanes(_ pointer: UnsafePointer<Self>) -> (even: SIMD8<Int16>, odd: SIMD8<Int16>)

  /// Sums of four channels of a depthwise convolution.
  static func multiplyChannels(
    _ elements: UnsafePointer<Self>, _ weights: UnsafePointer<Int8>, _ steps: EdgeDepthwise,
    _ zeroPoint: Int32, _ sums: inout SIMD4<Int32>)
}

extension Int8: ActivationElement {
  @inline(__always)
  static func lanes(_ pointer: UnsafePointer<Self>) -> (even: SIMD8<Int16>, odd: SIMD8<Int16>) {
    let pairs = BytePairs(pointer)
    return (pairs.even, pairs.odd)
  }

  @inline(__always)
  static func multiplyChannels(
    _ elements: UnsafePointer<Self>, _ weights: UnsafePointer<Int8>, _ steps: EdgeDepthwise,
    _ zeroPoint: Int32, _ sums: inout SIMD4<Int32>
  ) {
    sums.withPointer { edge_multiply_byte_channels(elements, weights, steps, zeroPoint, $0) }
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
  static func multiplyChannels(
    _ elements: UnsafePointer<Self>, _ weights: UnsafePointer<Int8>, _ steps: EdgeDepthwise,
    _ zeroPoint: Int32, _ sums: inout SIMD4<Int32>
  ) {
    sums.withPointer { edge_multiply_half_channels(elements, weights, steps, $0) }
  }
}
