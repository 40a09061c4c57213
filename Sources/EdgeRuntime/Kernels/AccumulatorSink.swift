/// Where a kernel puts its sums: what happens to an accumulator is not the kernel's business.
///
/// A value of one type, not a generic one: a device's program then holds each kernel once, and
/// what this costs is a comparison for each output, of many products.
struct AccumulatorSink {
  private let accumulators: UnsafeMutablePointer<Int32>?
  private let output: UnsafeMutablePointer<Int8>
  private let requantizers: UnsafePointer<Requantizer>
  private let zeroPoint: Int32
  private let low: Int32
  private let high: Int32

  /// Requantises to int8, clamps and stores a tile of `layer` whose first element is `output`.
  init(_ layer: IntegerLayer, output: UnsafeMutableRawPointer) {
    self.init(layer, output.assumingMemoryBound(to: Int8.self), nil)
  }

  /// Stores the accumulators as they are, as many as the tile has elements.
  init(_ layer: IntegerLayer, accumulators: UnsafeMutableRawPointer) {
    self.init(
      layer, accumulators.assumingMemoryBound(to: Int8.self),
      accumulators.assumingMemoryBound(to: Int32.self))
  }

  private init(
    _ layer: IntegerLayer, _ output: UnsafeMutablePointer<Int8>,
    _ accumulators: UnsafeMutablePointer<Int32>?
  ) {
    self.accumulators = accumulators
    self.output = output
    requantizers = layer.requantizers
    zeroPoint = layer.output.zeroPoint
    // Clamping before the zero point is added gives the same and cannot overflow.
    low = layer.clampMin &- zeroPoint
    high = layer.clampMax &- zeroPoint
  }

  /// Takes the accumulator, bias included, of output channel `channel` at place `index` of the
  /// tile. Each place comes once, in any order.
  @inline(__always)
  func store(_ accumulator: Int32, channel: Int, at index: Int) {
    store(accumulator, requantizers[channel], at: index)
  }

  /// Takes the first `count` of four accumulators, bias included, of output channel `channel`, at
  /// the tile's place `index` and `step` apart.
  @inline(never)
  func store(_ four: SIMD4<Int32>, count: Int, channel: Int, at index: Int, step: Int) {
    let requantizer = requantizers[channel]
    var place = index
    for lane in 0..<count {
      store(four[lane], requantizer, at: place)
      place &+= step
    }
  }

  @inline(__always)
  private func store(_ accumulator: Int32, _ requantizer: Requantizer, at index: Int) {
    if let accumulators {
      accumulators[index] = accumulator
      return
    }
    let value = requantizer.requantize(accumulator)
    output[index] = Int8(narrowing: min(max(value, low), high) +% zeroPoint)
  }
}
