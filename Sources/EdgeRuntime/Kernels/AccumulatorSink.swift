/// Where a kernel puts its sums: what happens to an accumulator is not the kernel's business, so
/// that one kernel serves the layers that go on as int8 and the one that is scored at full
/// precision.
protocol AccumulatorSink {
  /// Takes the accumulator, bias included, of output channel `channel` at place `index` of the
  /// tile. Each place comes once, in any order.
  mutating func store(_ accumulator: Int32, channel: Int, at index: Int)
}

/// Requantises to int8, clamps and stores.
struct Int8Sink: AccumulatorSink {
  private let output: UnsafeMutablePointer<Int8>
  private let requantizers: UnsafePointer<Requantizer>
  private let zeroPoint: Int32
  private let low: Int32
  private let high: Int32

  /// A sink for a tile of `layer` whose first element is `output`.
  init(_ layer: IntegerLayer, output: UnsafeMutablePointer<Int8>) {
    self.output = output
    requantizers = layer.requantizers
    zeroPoint = layer.output.zeroPoint
    // Clamping before the zero point is added gives the same and cannot overflow.
    low = layer.clampMin &- zeroPoint
    high = layer.clampMax &- zeroPoint
  }

  @inline(__always)
  func store(_ accumulator: Int32, channel: Int, at index: Int) {
    let value = requantizers[channel].requantize(accumulator)
    output[index] = Int8(narrowing: min(max(value, low), high) +% zeroPoint)
  }
}

/// Stores the accumulators as they are.
struct AccumulatorTile: AccumulatorSink {
  /// As many as the tile has elements.
  let accumulators: UnsafeMutablePointer<Int32>

  @inline(__always)
  func store(_ accumulator: Int32, channel: Int, at index: Int) {
    accumulators[index] = accumulator
  }
}
