import CEdgeSIMD

/// Where a kernel puts its sums, to which the bias is still to be added: what happens to an
/// accumulator is not the kernel's business.
///
/// A value of one type, not a generic one: a device's program then holds each kernel once, and
/// what this costs is a comparison for four outputs, of many products.
struct AccumulatorSink {
  private let outputs: EdgeOutputs
  private let requantizers: UnsafePointer<Requantizer>

  /// Requantises to the elements of the output, clamps and stores outputs of `layer` whose first
  /// element is `output`.
  init(_ layer: IntegerLayer, output: UnsafeMutableRawPointer) {
    self.init(layer, output, layer.output.elementType == .int8 ? EDGE_BYTES : EDGE_HALVES)
  }

  /// Stores the accumulators as they are, Int32 or Int64, as many as there are outputs.
  init(_ layer: IntegerLayer, accumulators: UnsafeMutableRawPointer) {
    self.init(layer, accumulators, EDGE_SUMS)
  }

  private init(_ layer: IntegerLayer, _ target: UnsafeMutableRawPointer, _ form: Int) {
    requantizers = layer.requantizers
    let zeroPoint = layer.output.zeroPoint
    // Clamping before the zero point is added gives the same and cannot overflow.
    outputs = EdgeOutputs(
      target: target, biases: layer.bias.assumingMemoryBound(to: Int32.self),
      requantizers: UnsafeRawPointer(layer.requantizers).assumingMemoryBound(to: Int32.self),
      low: layer.clampMin &- zeroPoint, high: layer.clampMax &- zeroPoint, zero_point: zeroPoint,
      form: Int32(truncatingIfNeeded: form))
  }

  /// Takes the first `count` of four sums of 32 bits, of output channel `channel` and those
  /// `channelStep` further, of a layer whose sums have 32 bits; the first belongs at `place`, each
  /// next one `step` further. Each place comes once, in any order.
  @inline(__always)
  func store(
    _ four: SIMD4<Int32>, count: Int, channel: Int, channelStep: Int, at place: Int, step: Int
  ) {
    var four = four
    withUnsafePointer(to: outputs) { outputs in
      four.withPointer {
        edge_store_outputs(outputs, $0, count, channel, channelStep, place, step)
      }
    }
  }

  /// Hands what is to become of sums to a function of C, with other biases where there are.
  @inline(__always)
  func withOutputs(
    biases: UnsafePointer<Int32>? = nil, _ body: (UnsafePointer<EdgeOutputs>) -> Void
  ) {
    var own = outputs
    if let biases { own.biases = biases }
    withUnsafePointer(to: own, body)
  }

  /// Takes a sum of 64 bits of an output channel, of a layer whose sums have as many.
  @inline(never)
  func store(wide sum: Int64, channel: Int, at place: Int) {
    let biases = UnsafeRawPointer(outputs.biases).unsafelyUnwrapped
    let accumulator = sum +% biases.load(fromByteOffset: 8 &* channel, as: Int64.self)
    if outputs.form == EDGE_SUMS {
      outputs.target.storeBytes(of: accumulator, toByteOffset: 8 &* place, as: Int64.self)
      return
    }
    withUnsafePointer(to: outputs) {
      edge_put(
        $0,
        min(max(requantizers[channel].requantize(accumulator), outputs.low), outputs.high)
          +% outputs.zero_point, place)
    }
  }
}
