/// Logistic function and hyperbolic tangent of int16, by linear interpolation in one table of the
/// logistic function: tanh(x) = 2·logistic(2x) - 1.
///
/// Source of the arithmetic: TensorFlow Lite's reference kernels.
struct SigmoidCurve {
  private let count: Int
  /// 2¹⁶ · logistic(i / 24).
  private let table: UnsafePointer<UInt16>
  private let factor: Int32
  private let shift: Int32

  init(_ layer: IntegerLayer) {
    count = layer.output.count
    table = layer.weights.assumingMemoryBound(to: UInt16.self)
    factor = layer.requantizers[0].multiplier
    shift = layer.requantizers[0].shift
  }

  @inline(never)
  func compute(isTanh: Bool, _ source: UnsafeRawPointer, into target: UnsafeMutableRawPointer) {
    let input = source.assumingMemoryBound(to: Int16.self)
    let output = target.assumingMemoryBound(to: Int16.self)
    for index in 0..<count {
      // |value · factor| ≤ 2³⁰, and half a unit of what is shifted away is at most 2²⁹.
      let product = Int32(input[index]) *% factor
      let value = shift > 0 ? product.roundedShift(right: shift) : product
      output[index] = isTanh ? tanh(value) : logistic(value)
    }
  }

  /// Of `value` / (3 · 2¹²).
  private func logistic(_ value: Int32) -> Int16 {
    let size = abs(value)
    let positive = size &>> 9 >= 255 ? 0x7FFF &<< 10 : interpolated(size, bits: 9)
    // 2²⁵ is 1; below 0 the result is 1 less that of -x, with ties rounded the other way.
    let result = value >= 0 ? positive +% (1 &<< 9) : (1 &<< 25) -% positive +% (1 &<< 9 &- 1)
    // A table that holds 1 itself would give 2¹⁵.
    return Int16(clamping: result &>> 10)
  }

  /// Of the same.
  private func tanh(_ value: Int32) -> Int16 {
    let size = abs(value)
    let positive = size &>> 8 >= 255 ? 0xFFFF &<< 8 : interpolated(size, bits: 8)
    // 2²³ is 1/2.
    let double = positive -% (1 &<< 23)
    let result = value >= 0 ? double +% (1 &<< 7) : (1 &<< 7 &- 1) -% double
    return Int16(narrowing: result &>> 8)
  }

  /// The table at `size`, whose lower `bits` are between two entries, times 2^bits.
  private func interpolated(_ size: Int32, bits: Int32) -> Int32 {
    let entry = Int(size &>> bits)
    let (low, high) = (Int32(table[entry]), Int32(table[entry &+ 1]))
    // Below 2¹⁶ · 2⁹.
    return low &<< bits +% (size & (1 &<< bits &- 1)) *% (high -% low)
  }
}
