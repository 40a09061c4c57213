/// Convolution with zero-point padding: patches of four neighbouring outputs against two filters
/// at a time.
struct Convolution {
  let layer: IntegerLayer
  let kernel: KernelGeometry
  let input: UnsafePointer<Int8>
  let scratch: UnsafeMutableRawPointer

  /// Elements of a patch, and of a filter.
  private var length: Int { kernel.height &* kernel.width &* layer.input.channels }

  /// Computes one row of the output; place 0 of the sink is its first element.
  func compute<Sink: AccumulatorSink>(row: Int, into sink: inout Sink) {
    let patches = Patches(length: length, scratch: scratch)
    var column = 0
    while column < layer.output.width {
      let count = min(layer.output.width &- column, Patches.count)
      for place in 0..<Patches.count {
        // Where fewer than four are left, the last one is repeated and its sums are dropped.
        gather(row, column &+ min(place, count &- 1), to: patches.values + place &* patches.stride)
      }
      multiply(patches, column, count, &sink)
      column &+= count
    }
  }

  /// Copies what the output at (`row`, `column`) sees.
  private func gather(_ row: Int, _ column: Int, to patch: UnsafeMutablePointer<Int16>) {
    let channels = layer.input.channels
    let left = column &* kernel.stride &- kernel.padLeft
    let first = min(max(0 &- left, 0), kernel.width)
    let last = max(min(layer.input.width &- left, kernel.width), first)
    var target = patch
    for kernelRow in 0..<kernel.height {
      let inputRow = row &* kernel.stride &- kernel.padTop &+ kernelRow
      if inputRow < 0 || inputRow >= layer.input.height || first == last {
        target = Patches.clear(target, kernel.width &* channels)
        continue
      }
      let start = (inputRow &* layer.input.width &+ left &+ first) &* channels
      target = Patches.clear(target, first &* channels)
      target = Patches.copy(
        input + start, (last &- first) &* channels, zeroPoint: layer.input.zeroPoint, to: target)
      target = Patches.clear(target, (kernel.width &- last) &* channels)
    }
    _ = Patches.clear(target, Patches.padded(length) &- length)
  }

  @inline(__always)
  private func multiply<Sink: AccumulatorSink>(
    _ patches: Patches, _ column: Int, _ count: Int, _ sink: inout Sink
  ) {
    let channels = layer.output.channels
    var channel = 0
    while channel &+ 2 <= channels {
      var (quad, other) = (DotQuad(), DotQuad())
      let weights = layer.weights + channel &* length
      patches.add(weights, weights + length, from: 0, count: length, to: &quad, &other)
      store(quad.sums, column, count, channel, &sink)
      store(other.sums, column, count, channel &+ 1, &sink)
      channel &+= 2
    }
    if channel < channels {
      var quad = DotQuad()
      patches.add(layer.weights + channel &* length, from: 0, count: length, to: &quad)
      store(quad.sums, column, count, channel, &sink)
    }
  }

  @inline(__always)
  private func store<Sink: AccumulatorSink>(
    _ sums: SIMD4<Int32>, _ column: Int, _ count: Int, _ channel: Int, _ sink: inout Sink
  ) {
    let accumulators = sums +% SIMD4(copiesOf: layer.bias[channel])
    for place in 0..<count {
      let index = (column &+ place) &* layer.output.channels &+ channel
      sink.store(accumulators[place], channel: channel, at: index)
    }
  }
}
