/// Softmax over the channels of int16.
///
/// Source of the arithmetic: TensorFlow Lite's reference kernels.
struct HalfSoftmax {
  private let rows: Int
  private let channels: Int
  private let requantizer: Requantizer
  private let exponential: HalfTable
  private let reciprocal: HalfTable

  init(_ layer: IntegerLayer) {
    rows = layer.output.height &* layer.output.width
    channels = layer.output.channels
    requantizer = layer.requantizers[0]
    let table = layer.weights.assumingMemoryBound(to: Int16.self)
    exponential = HalfTable(values: table)
    reciprocal = HalfTable(values: table + HalfTable.count)
  }

  @inline(never)
  func compute(_ source: UnsafeRawPointer, into target: UnsafeMutableRawPointer) {
    let input = source.assumingMemoryBound(to: Int16.self)
    let output = target.assumingMemoryBound(to: Int16.self)
    for row in 0..<rows {
      computeRow(input + row &* channels, into: output + row &* channels)
    }
  }

  private func computeRow(
    _ input: UnsafePointer<Int16>, into output: UnsafeMutablePointer<Int16>
  ) {
    var largest = Int16.min
    for channel in 0..<channels { largest = max(largest, input[channel]) }
    var sumQ15: Int32 = 0
    for channel in 0..<channels {
      // -65535…0, in steps of 10/65535 where that is a table's whole range.
      let step = requantizer.requantize(Int32(input[channel]) &- Int32(largest))
      let power = exponential[Int16(clamping: step.addingWithSaturation(32767))]
      output[channel] = power
      // Fewer than 2¹⁶ of at most 2¹⁵.
      sumQ15 +%= Int32(power)
    }
    // sum = 2^(16 - headroom) · (1 + fraction), the fraction over the table's range.
    let headroom = Int64(widening: sumQ15.leadingZeroBitCount)
    let sum = (Int64(widening: sumQ15) &<< (headroom &- 1)).roundedShift(right: 14)
    let scale = reciprocal[Int16(clamping: Int32(narrowing: sum) &- (1 &<< 15 &+ 1 &<< 16))]
    let shift = Int32(narrowing: 31 &- headroom)
    for channel in 0..<channels {
      // Below 2³⁰.
      let share = (Int32(output[channel]) *% Int32(scale)).roundedShift(right: shift)
      output[channel] = Int16(narrowing: min(max(share, 0), 32767))
    }
  }
}

/// A function of all Int16 by linear interpolation between 513 values.
struct HalfTable {
  let values: UnsafePointer<Int16>

  static var count: Int { 513 }

  subscript(_ argument: Int16) -> Int16 {
    let entry = 256 &+ Int(argument &>> 7)
    let slope = Int32(values[entry &+ 1]) &- Int32(values[entry])
    let difference = (slope *% Int32(argument & 0x7F)).roundedShift(right: 7)
    return Int16(truncatingIfNeeded: Int32(values[entry]) &+ difference)
  }
}
