/// Softmax over the channels of int8.
///
/// Source of the arithmetic: TensorFlow Lite's reference kernels and gemmlowp.
struct ByteSoftmax {
  private let rows: Int
  private let channels: Int
  /// exp of 0, -1, … -255 steps in Q31, 0 for what is too small to count.
  private let exponentials: UnsafePointer<Int32>

  init(_ layer: IntegerLayer) {
    rows = layer.output.height &* layer.output.width
    channels = layer.output.channels
    exponentials = layer.weights.assumingMemoryBound(to: Int32.self)
  }

  @inline(never)
  func compute(_ source: UnsafeRawPointer, into target: UnsafeMutableRawPointer) {
    let input = source.assumingMemoryBound(to: Int8.self)
    let output = target.assumingMemoryBound(to: Int8.self)
    for row in 0..<rows {
      computeRow(input + row &* channels, into: output + row &* channels)
    }
  }

  private func computeRow(_ input: UnsafePointer<Int8>, into output: UnsafeMutablePointer<Int8>) {
    var largest = Int8.min
    for channel in 0..<channels { largest = max(largest, input[channel]) }
    let last = exponentials + Int(largest)
    var sumQ19: Int32 = 0
    for channel in 0..<channels {
      // At most 2¹⁹ each, and fewer than 2¹² of them.
      sumQ19 +%= last[-Int(input[channel])].dividedByPowerOfTwo(12)
    }
    // sum = 2^bits · (1 + fraction).
    let headroom = Int32(narrowing: sumQ19.leadingZeroBitCount)
    let bits = 12 &- headroom
    let fractionQ31 = Int32(
      truncatingIfNeeded: UInt32(bitPattern: sumQ19) &<< UInt32(bitPattern: headroom) &- 1 &<< 31)
    let scaleQ31 = fractionQ31.reciprocalOfOnePlusQ31
    for channel in 0..<channels {
      let shareQ31 = scaleQ31.multipliedAsQ31(by: last[-Int(input[channel])])
      // In steps of 1/256.
      let share = shareQ31.dividedByPowerOfTwo(bits &+ 23)
      output[channel] = Int8(narrowing: min(share &- 128, 127))
    }
  }
}
