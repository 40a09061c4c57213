import CEdgeSIMD

/// Convolution of each channel for itself: sums of neighbouring channels side by side, over the
/// rectangle of kernel elements that lies within the input.
struct DepthwiseConvolution {
  private let input: KernelInput
  private let kernel: KernelGeometry
  /// int8, or Int16 where they have 16 bits.
  private let weights: UnsafeRawPointer
  private let hasWideWeights: Bool
  private let hasWideSums: Bool
  private let outputWidth: Int
  private let outputChannels: Int
  /// Output channels of an input channel.
  private let multiplier: Int
  /// Whether sums of 32 bits may not hold the products of all kernel elements.
  private let isLong: Bool

  /// Weights that have to be unpacked.
  static func scratchBytes(_ layer: IntegerLayer) -> Int {
    layer.weightType == .int4 ? Patches.padded(layer.weightCount) : 0
  }

  /// - Parameter scratch: `scratchBytes(_:)`, aligned to 16.
  init(
    _ layer: IntegerLayer, _ kernel: KernelGeometry, input: UnsafeRawPointer,
    scratch: UnsafeMutableRawPointer
  ) {
    self.input = KernelInput(layer.input, at: input)
    self.kernel = kernel
    hasWideSums = layer.hasWideAccumulators
    hasWideWeights = layer.weightType == .int16
    outputWidth = layer.output.width
    outputChannels = layer.output.channels
    multiplier = layer.output.channels / layer.input.channels
    isLong =
      layer.weightType == .int16
      || layer.hasWideAccumulators && layer.weightsPerChannel > DotQuad.laneLimit
    if layer.weightType == .int4 {
      let target = scratch.assumingMemoryBound(to: Int8.self)
      Nibbles(layer.weights).unpack(from: 0, count: layer.weightCount, into: target)
      weights = UnsafeRawPointer(target)
    } else {
      weights = layer.weights
    }
  }

  /// Kernel elements that lie within the input, and where.
  private struct Taps {
    /// The first one, and what it meets.
    let firstRow: Int
    let firstColumn: Int
    let inputRow: Int
    let inputColumn: Int
    let rows: Int
    let columns: Int
  }

  /// Kernel elements of an axis from the first to the last within the input, and the first one's
  /// place there.
  private func within(
    _ start: Int, _ dilation: Int, _ kernelSize: Int, _ size: Int
  ) -> (first: Int, count: Int, place: Int) {
    let first = start >= 0 ? 0 : (dilation &- 1 &- start) / dilation
    let place = start &+ first &* dilation
    let room = place < size ? (size &- 1 &- place) / dilation &+ 1 : 0
    return (first, max(min(kernelSize &- first, room), 0), place)
  }

  private func taps(_ row: Int, _ column: Int) -> Taps {
    let rows = within(
      row &* kernel.strideHeight &- kernel.padTop, kernel.dilationHeight, kernel.height,
      input.height)
    let columns = within(
      column &* kernel.strideWidth &- kernel.padLeft, kernel.dilationWidth, kernel.width,
      input.width)
    return Taps(
      firstRow: rows.first, firstColumn: columns.first, inputRow: rows.place,
      inputColumn: columns.place, rows: rows.count, columns: columns.count)
  }

  /// Computes rows of the output; place 0 of the sink is the first element of the first one.
  @inline(never)
  func compute(rows: Range<Int>, into sink: AccumulatorSink) {
    var place = 0
    for row in rows {
      for column in 0..<outputWidth {
        let taps = taps(row, column)
        if isLong {
          computeLong(taps, at: place, into: sink)
        } else if input.elementType == .int8 {
          compute(taps, input.memory.assumingMemoryBound(to: Int8.self), at: place, sink)
        } else {
          compute(taps, input.memory.assumingMemoryBound(to: Int16.self), at: place, sink)
        }
        place &+= outputChannels
      }
    }
  }

  @inline(__always)
  private func compute<Element: ActivationElement>(
    _ taps: Taps, _ elements: UnsafePointer<Element>, at place: Int, _ sink: AccumulatorSink
  ) {
    let pixel =
      elements + (taps.inputRow &* input.width &+ taps.inputColumn) &* input.channels
    let filter =
      weights.assumingMemoryBound(to: Int8.self)
      + (taps.firstRow &* kernel.width &+ taps.firstColumn) &* outputChannels
    let steps = steps(taps)
    var channel = 0
    while channel < outputChannels {
      let count = min(outputChannels &- channel, 4)
      var sums = SIMD4<Int32>()
      if multiplier == 1, count == 4 {
        Element.multiplyChannels(
          pixel + channel, filter + channel, steps, input.zeroPoint, &sums)
      } else {
        for lane in 0..<count {
          let own = channel &+ lane
          sums[lane] = sum(pixel + own / multiplier, filter + own, steps)
        }
      }
      if hasWideSums {
        for lane in 0..<count {
          sink.store(
            wide: Int64(widening: sums[lane]), channel: channel &+ lane,
            at: place &+ channel &+ lane)
        }
      } else {
        sink.store(
          sums, count: count, channel: channel, channelStep: 1, at: place &+ channel, step: 1)
      }
      channel &+= count
    }
  }

  /// From one kernel element to the next.
  private func steps(_ taps: Taps) -> EdgeDepthwise {
    let inputStep = kernel.dilationWidth &* input.channels
    let inputRow = kernel.dilationHeight &* input.width &* input.channels
    return EdgeDepthwise(
      rows: taps.rows, columns: taps.columns, input_step: inputStep,
      input_row_step: inputRow &- taps.columns &* inputStep, weight_step: outputChannels,
      weight_row_step: (kernel.width &- taps.columns) &* outputChannels)
  }

  /// The sum of one channel. Sums are proven to fit, or are of at most 512 products.
  @inline(never)
  private func sum<Element: ActivationElement>(
    _ element: UnsafePointer<Element>, _ weight: UnsafePointer<Int8>, _ steps: EdgeDepthwise
  ) -> Int32 {
    var sum: Int32 = 0
    var (element, weight) = (element, weight)
    for _ in 0..<steps.rows {
      for _ in 0..<steps.columns {
        let value = Int32(truncatingIfNeeded: element.pointee) &- input.zeroPoint
        sum &+= value &* Int32(weight.pointee)
        element += steps.input_step
        weight += steps.weight_step
      }
      element += steps.input_row_step
      weight += steps.weight_row_step
    }
    return sum
  }

  /// The same for sums of 64 bits and weights of any type.
  @inline(never)
  private func computeLong(_ taps: Taps, at place: Int, into sink: AccumulatorSink) {
    for channel in 0..<outputChannels {
      var sum: Int64 = 0
      for row in 0..<taps.rows {
        for column in 0..<taps.columns {
          let tap = (taps.firstRow &+ row) &* kernel.width &+ taps.firstColumn &+ column
          let pixel =
            (taps.inputRow &+ row &* kernel.dilationHeight) &* input.width &+ taps.inputColumn
            &+ column &* kernel.dilationWidth
          let value =
            input.value(at: pixel &* input.channels &+ channel / multiplier) &- input.zeroPoint
          let index = tap &* outputChannels &+ channel
          let weight =
            hasWideWeights
            ? Int32(weights.load(fromByteOffset: 2 &* index, as: Int16.self))
            : Int32(weights.load(fromByteOffset: index, as: Int8.self))
          // |value · weight| ≤ 2³⁰.
          sum +%= Int64(widening: value *% weight)
        }
      }
      sink.store(wide: sum, channel: channel, at: place &+ channel)
    }
  }
}
