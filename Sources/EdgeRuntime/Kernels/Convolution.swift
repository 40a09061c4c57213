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
    let patches = Patches(length: length, zeroPoint: layer.input.zeroPoint, scratch: scratch)
    var column = 0
    while column < layer.output.width {
      let count = min(layer.output.width &- column, Patches.count)
      for place in 0..<Patches.count {
        // Where fewer than four are left, the last one is repeated and its sums are dropped.
        gather(row, column &+ min(place, count &- 1), patches)
        patches.widenDraft(length, into: place)
      }
      multiply(patches, column, count, &sink)
      column &+= count
    }
  }

  /// Copies what the output at (`row`, `column`) sees.
  private func gather(_ row: Int, _ column: Int, _ patches: Patches) {
    let channels = layer.input.channels
    let left = column &* kernel.stride &- kernel.padLeft
    let first = min(max(0 &- left, 0), kernel.width)
    let last = max(min(layer.input.width &- left, kernel.width), first)
    var place = 0
    for kernelRow in 0..<kernel.height {
      let inputRow = row &* kernel.stride &- kernel.padTop &+ kernelRow
      if inputRow < 0 || inputRow >= layer.input.height || first == last {
        place = patches.appendPadding(kernel.width &* channels, at: place)
        continue
      }
      let start = (inputRow &* layer.input.width &+ left &+ first) &* channels
      place = patches.appendPadding(first &* channels, at: place)
      place = patches.append(input + start, (last &- first) &* channels, at: place)
      place = patches.appendPadding((kernel.width &- last) &* channels, at: place)
    }
  }

  @inline(__always)
  private func multiply<Sink: AccumulatorSink>(
    _ patches: Patches, _ column: Int, _ count: Int, _ sink: inout Sink
  ) {
    let channels = layer.output.channels
    var channel = 0
    while channel < channels {
      // With an odd number of filters the last one is its own partner, whose sums are dropped.
      let paired = channel &+ 1 < channels
      var (quad, other) = (DotQuad(), DotQuad())
      let weights = layer.weights + channel &* length
      patches.add(
        weights, weights + (paired ? length : 0), from: 0, count: length, to: &quad, &other)
      store(quad.sums, column, count, channel, &sink)
      if paired { store(other.sums, column, count, channel &+ 1, &sink) }
      channel &+= 2
    }
  }

  @inline(__always)
  private func store<Sink: AccumulatorSink>(
    _ sums: SIMD4<Int32>, _ column: Int, _ count: Int, _ channel: Int, _ sink: inout Sink
  ) {
    let bias = layer.bias[channel]
    for place in 0..<count {
      let index = (column &+ place) &* layer.output.channels &+ channel
      sink.store(sums[place] +% bias, channel: channel, at: index)
    }
  }
}
