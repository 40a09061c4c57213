/// Where a kernel puts its sums: what happens to an accumulator is not the kernel's business.
///
/// A value of one type, not a generic one: a device's program then holds each kernel once, and
/// what this costs is a comparison for each output, of many products.
struct AccumulatorSink {
  /// What the target's elements are.
  private enum Form { case int8, int16, sums }

  private let target: UnsafeMutableRawPointer
  private let form: Form
  private let isWide: Bool
  private let requantizers: UnsafePointer<Requantizer>
  private let zeroPoint: Int32
  private let low: Int32
  private let high: Int32

  /// Requantises to the elements of the output, clamps and stores a tile of `layer` whose first
  /// element is `output`.
  init(_ layer: IntegerLayer, output: UnsafeMutableRawPointer) {
    self.init(layer, output, layer.output.elementType == .int8 ? .int8 : .int16)
  }

  /// Stores the accumulators as they are, Int32 or Int64, as many as the tile has elements.
  init(_ layer: IntegerLayer, accumulators: UnsafeMutableRawPointer) {
    self.init(layer, accumulators, .sums)
  }

  private init(_ layer: IntegerLayer, _ target: UnsafeMutableRawPointer, _ form: Form) {
    self.target = target
    self.form = form
    isWide = layer.hasWideAccumulators
    requantizers = layer.requantizers
    zeroPoint = layer.output.zeroPoint
    // Clamping before the zero point is added gives the same and cannot overflow.
    low = layer.clampMin &- zeroPoint
    high = layer.clampMax &- zeroPoint
  }

  /// Takes the first `count` of four accumulators, bias included, the first of which is of output
  /// channel `channel` and belongs at the tile's place `index`. From one to the next it is
  /// `channelStep` channels and `step` places. Each place comes once, in any order.
  @inline(never)
  func store(
    _ four: SIMD4<Int64>, count: Int, channel: Int, channelStep: Int, at index: Int, step: Int
  ) {
    var place = index
    var requantizer = requantizers + channel
    for lane in 0..<count {
      store(four[lane], requantizer.pointee, at: place)
      place &+= step
      requantizer += channelStep
    }
  }

  @inline(__always)
  private func store(_ accumulator: Int64, _ requantizer: Requantizer, at index: Int) {
    if form == .sums { return store(sum: accumulator, at: index) }
    // An accumulator of 32 bits is proven to fit them.
    let value =
      isWide
      ? requantizer.requantize(accumulator) : requantizer.requantize(Int32(narrowing: accumulator))
    let output = min(max(value, low), high) +% zeroPoint
    if form == .int8 {
      target.storeBytes(of: Int8(narrowing: output), toByteOffset: index, as: Int8.self)
    } else {
      target.storeBytes(of: Int16(narrowing: output), toByteOffset: 2 &* index, as: Int16.self)
    }
  }

  @inline(__always)
  private func store(sum: Int64, at index: Int) {
    if isWide {
      target.storeBytes(of: sum, toByteOffset: 8 &* index, as: Int64.self)
    } else {
      target.storeBytes(of: Int32(narrowing: sum), toByteOffset: 4 &* index, as: Int32.self)
    }
  }
}
