/// Applies the window and brings the frame to its peak: the block exponent that keeps the transform
/// as accurate at -60 dBFS as at full scale.
struct FrameWindow {
  let length: Int
  let windowQ31: UnsafePointer<Int32>

  /// Writes `frame · window · 2^(15 + shift)` (in ±2³⁰), even samples as real and odd ones as
  /// imaginary parts, and returns `shift`: how far the frame could move left without its largest
  /// magnitude leaving 16 bits, 0…15; 15 for silence.
  func apply(to frame: UnsafePointer<Int16>, _ output: ComplexBuffer) -> Int32 {
    let shift = headroom(of: frame)
    let scale = SIMD4<Int32>(repeating: 16 &+ shift)
    for group in 0..<length / 8 {
      let n = 4 &* group
      let samples = UnsafeRawPointer(frame + 2 &* n).loadUnaligned(as: SIMD8<Int16>.self)
      let window = UnsafeRawPointer(windowQ31 + 2 &* n).loadUnaligned(as: SIMD8<Int32>.self)
      (output.re + n).store(windowed(samples.evenHalf, window.evenHalf, scale))
      (output.im + n).store(windowed(samples.oddHalf, window.oddHalf, scale))
    }
    return shift
  }

  /// Bits that every sample has to spare in Int16. Of x and the complement of a negative x, which
  /// is -1 - x, the bits in use are the same; so -32768 counts as what it is, 16 bits.
  private func headroom(of frame: UnsafePointer<Int16>) -> Int32 {
    var bits = SIMD8<Int16>()
    for group in 0..<length / 8 {
      let samples = UnsafeRawPointer(frame + 8 &* group).loadUnaligned(as: SIMD8<Int16>.self)
      bits |= samples ^ (samples &>> 15)
    }
    var all: Int16 = 0
    for lane in 0..<8 { all |= bits[lane] }
    return Int32(narrowing: all.leadingZeroBitCount &- 1)
  }

  /// Samples moved to the top of 32 bits (≤ 2³¹), times the window in Q31, in the upper word.
  @inline(__always)
  private func windowed(
    _ samples: SIMD4<Int16>, _ window: SIMD4<Int32>, _ scale: SIMD4<Int32>
  ) -> SIMD4<Int32> {
    // 2³¹ · 2³¹ + 2³¹ < 2⁶³, and the rounded upper word is at most 2³⁰.
    let aligned = SIMD4<Int32>(widening: samples) &<< scale
    let product = SIMD4<Int64>(widening: aligned) *% SIMD4<Int64>(widening: window)
    return SIMD4(narrowing: product.roundedShift(right: 32))
  }
}
