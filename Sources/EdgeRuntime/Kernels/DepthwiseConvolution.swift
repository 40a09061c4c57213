/// Convolution of each channel for itself: the sums of all channels of an output are kept side by
/// side, and each kernel element adds its products to them.
struct DepthwiseConvolution {
  let layer: IntegerLayer
  let kernel: KernelGeometry
  let input: UnsafeRawPointer
  let scratch: UnsafeMutableRawPointer

  /// The sums, and weights that have to be unpacked.
  static func scratchBytes(_ layer: IntegerLayer) -> Int {
    let weights = layer.weightType == .int4 ? Patches.padded(layer.weightCount) : 0
    return 8 * Patches.padded(layer.output.channels) + weights
  }

  /// Whether sums of 32 bits may not hold the products of all kernel elements.
  private var isLong: Bool {
    layer.weightType == .int16
      || layer.hasWideAccumulators && layer.weightsPerChannel > DotQuad.laneLimit
  }

  /// Computes one row of the output; place 0 of the sink is its first element.
  func compute(row: Int, into sink: AccumulatorSink) {
    let channels = layer.output.channels
    let isLong = isLong
    let weights = isLong ? layer.weights : bytesOfWeights()
    for column in 0..<layer.output.width {
      scratch.initializeMemory(as: Int64.self, repeating: 0, count: channels)
      forEachTap(row, column) { tap, place in
        if isLong {
          addLong(tap, place)
        } else if layer.input.elementType == .int8 {
          add(weights, tap, input.assumingMemoryBound(to: Int8.self) + place)
        } else {
          add(weights, tap, input.assumingMemoryBound(to: Int16.self) + place)
        }
      }
      storeSums(isLong, at: column &* channels, into: sink)
    }
  }

  /// Hands on the sums of an output's channels, four at a time.
  private func storeSums(_ isLong: Bool, at place: Int, into sink: AccumulatorSink) {
    let channels = layer.output.channels
    var channel = 0
    while channel < channels {
      let count = min(channels &- channel, 4)
      var sums = SIMD4<Int64>()
      for lane in 0..<count {
        let sum =
          isLong
          ? scratch.load(fromByteOffset: 8 &* (channel &+ lane), as: Int64.self)
          : Int64(
            widening: scratch.load(fromByteOffset: 4 &* (channel &+ lane), as: Int32.self))
        sums[lane] = sum +% layer.bias(channel &+ lane)
      }
      sink.store(
        sums, count: count, channel: channel, channelStep: 1, at: place &+ channel, step: 1)
      channel &+= 4
    }
  }

  /// Weights of at most eight bits as int8.
  private func bytesOfWeights() -> UnsafeRawPointer {
    guard layer.weightType == .int4 else { return layer.weights }
    let target = scratch + 8 &* Patches.padded(layer.output.channels)
    Nibbles(layer.weights).unpack(
      from: 0, count: layer.weightCount, into: target.assumingMemoryBound(to: Int8.self))
    return UnsafeRawPointer(target)
  }

  /// Calls `body` with the first weight of each kernel element that meets the input, and with the
  /// first element of the pixel that it meets.
  @inline(__always)
  private func forEachTap(_ row: Int, _ column: Int, _ body: (_ tap: Int, _ place: Int) -> Void) {
    for kernelRow in 0..<kernel.height {
      let inputRow =
        row &* kernel.strideHeight &- kernel.padTop &+ kernelRow &* kernel.dilationHeight
      if inputRow < 0 || inputRow >= layer.input.height { continue }
      for kernelColumn in 0..<kernel.width {
        let inputColumn =
          column &* kernel.strideWidth &- kernel.padLeft &+ kernelColumn &* kernel.dilationWidth
        if inputColumn < 0 || inputColumn >= layer.input.width { continue }
        body(
          (kernelRow &* kernel.width &+ kernelColumn) &* layer.output.channels,
          (inputRow &* layer.input.width &+ inputColumn) &* layer.input.channels)
      }
    }
  }

  /// Adds the products of a kernel element with a pixel to sums of 32 bits.
  @inline(never)
  private func add<Element: ActivationElement>(
    _ weights: UnsafeRawPointer, _ tap: Int, _ pixel: UnsafePointer<Element>
  ) {
    let sums = scratch.assumingMemoryBound(to: Int32.self)
    let weights = weights.assumingMemoryBound(to: Int8.self) + tap
    let outputs = layer.output.channels
    let multiplier = outputs / layer.input.channels
    let zeroPoint = layer.input.zeroPoint
    var output = 0
    // Sums are proven to fit, or are of at most 512 products.
    if multiplier == 1, !Pairs.arePreferred {
      let zeroPoint = SIMD8<Int16>(repeating: Int16(narrowing: zeroPoint))
      while output &+ 8 <= outputs {
        let values = Element.eight(pixel + output) &- zeroPoint
        let place = UnsafeMutableRawPointer(sums + output)
        let sum = place.loadUnaligned(as: SIMD8<Int32>.self)
        let products =
          SIMD8<Int32>(widening: values)
          &* SIMD8<Int32>(widening: Int8.eight(weights + output))
        place.storeBytes(of: sum &+ products, as: SIMD8<Int32>.self)
        output &+= 8
      }
    }
    var rest = output
    while output < outputs {
      let value = Int32(truncatingIfNeeded: pixel[rest]) &- zeroPoint
      for _ in 0..<multiplier {
        sums[output] &+= value &* Int32(weights[output])
        output &+= 1
      }
      rest &+= 1
    }
  }

  /// The same for sums of 64 bits and weights of any type.
  @inline(never)
  private func addLong(_ tap: Int, _ place: Int) {
    let sums = scratch.assumingMemoryBound(to: Int64.self)
    let multiplier = layer.output.channels / layer.input.channels
    for channel in 0..<layer.output.channels {
      let value =
        layer.input.value(at: place &+ channel / multiplier, of: input) &- layer.input.zeroPoint
      // |value · weight| ≤ 2³⁰.
      sums[channel] +%= Int64(widening: value *% layer.weight(tap &+ channel))
    }
  }
}
