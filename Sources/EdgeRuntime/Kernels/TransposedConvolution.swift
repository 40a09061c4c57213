/// Transposed convolution without multiplying the zeros that its stride puts between the inputs.
///
/// Output y sees input i through kernel element k where `y + pad = i · stride + k`. Outputs whose
/// `y + pad` leave the same remainder by the stride (a phase) use the same kernel elements: each
/// phase is an ordinary convolution with stride 1 and a part of the kernel, computed like one.
struct TransposedConvolution {
  let layer: IntegerLayer
  let kernel: KernelGeometry
  let input: UnsafePointer<Int8>
  let scratch: UnsafeMutableRawPointer

  /// Most kernel elements that an output sees.
  static func tapLimit(_ kernel: KernelGeometry) -> Int {
    let rows = (kernel.height + kernel.stride - 1) / kernel.stride
    return rows * ((kernel.width + kernel.stride - 1) / kernel.stride)
  }

  /// Kernel elements along one axis that a phase uses, and how they meet the input.
  private struct Taps {
    /// The first; the others follow `stride` apart.
    let first: Int
    let count: Int
  }

  private func taps(at place: Int, kernelSize: Int) -> Taps {
    let first = place % kernel.stride
    return Taps(
      first: first, count: max((kernelSize &- first &+ kernel.stride &- 1) / kernel.stride, 0))
  }

  /// Computes one row of the output; place 0 of the sink is its first element.
  func compute<Sink: AccumulatorSink>(row: Int, into sink: inout Sink) {
    let rows = taps(at: row &+ kernel.padTop, kernelSize: kernel.height)
    for phase in 0..<min(kernel.stride, layer.output.width) {
      let columns = taps(at: phase &+ kernel.padLeft, kernelSize: kernel.width)
      let length = rows.count &* columns.count &* Patches.padded(layer.input.channels)
      let patches = Patches(length: length, zeroPoint: layer.input.zeroPoint, scratch: scratch)
      var column = phase
      while column < layer.output.width {
        let left = (layer.output.width &- column &+ kernel.stride &- 1) / kernel.stride
        let count = min(left, Patches.count)
        for place in 0..<Patches.count {
          let own = column &+ min(place, count &- 1) &* kernel.stride
          gather(row, own, rows, columns, patches)
          patches.widenDraft(length, into: place)
        }
        multiply(patches, rows, columns, column, count, &sink)
        column &+= count &* kernel.stride
      }
    }
  }

  /// Copies what the output at (`row`, `column`) sees, one padded run of channels a tap.
  private func gather(
    _ row: Int, _ column: Int, _ rows: Taps, _ columns: Taps, _ patches: Patches
  ) {
    let channels = layer.input.channels
    let padding = Patches.padded(channels) &- channels
    let top = (row &+ kernel.padTop &- rows.first) / kernel.stride
    let left = (column &+ kernel.padLeft &- columns.first) / kernel.stride
    var place = 0
    for rowTap in 0..<rows.count {
      let inputRow = top &- rowTap
      for columnTap in 0..<columns.count {
        let inputColumn = left &- columnTap
        if inputRow < 0 || inputRow >= layer.input.height || inputColumn < 0
          || inputColumn >= layer.input.width
        {
          place = patches.appendPadding(channels &+ padding, at: place)
          continue
        }
        let start = (inputRow &* layer.input.width &+ inputColumn) &* channels
        place = patches.append(input + start, channels, at: place)
        place = patches.appendPadding(padding, at: place)
      }
    }
  }

  @inline(__always)
  private func multiply<Sink: AccumulatorSink>(
    _ patches: Patches, _ rows: Taps, _ columns: Taps, _ column: Int, _ count: Int,
    _ sink: inout Sink
  ) {
    let channels = layer.output.channels
    let filter = kernel.height &* kernel.width &* layer.input.channels
    var channel = 0
    while channel < channels {
      // With an odd number of filters the last one is its own partner, whose sums are dropped.
      let paired = channel &+ 1 < channels
      var (quad, other) = (DotQuad(), DotQuad())
      let weights = layer.weights + channel &* filter
      accumulate(patches, rows, columns, weights, paired ? filter : 0, &quad, &other)
      store(quad.sums, column, count, channel, &sink)
      if paired { store(other.sums, column, count, channel &+ 1, &sink) }
      channel &+= 2
    }
  }

  /// Adds the products of all taps, of the filter at `weights` and of the one `next` further on.
  @inline(__always)
  private func accumulate(
    _ patches: Patches, _ rows: Taps, _ columns: Taps, _ weights: UnsafePointer<Int8>,
    _ next: Int, _ quad: inout DotQuad, _ other: inout DotQuad
  ) {
    let channels = layer.input.channels
    let run = Patches.padded(channels)
    var start = 0
    for rowTap in 0..<rows.count {
      let kernelRow = (rows.first &+ rowTap &* kernel.stride) &* kernel.width
      for columnTap in 0..<columns.count {
        let element = kernelRow &+ columns.first &+ columnTap &* kernel.stride
        let tap = weights + element &* channels
        patches.add(tap, tap + next, from: start, count: channels, to: &quad, &other)
        start &+= run
      }
    }
  }

  @inline(__always)
  private func store<Sink: AccumulatorSink>(
    _ sums: SIMD4<Int32>, _ column: Int, _ count: Int, _ channel: Int, _ sink: inout Sink
  ) {
    let bias = layer.bias[channel]
    for place in 0..<count {
      let index = (column &+ place &* kernel.stride) &* layer.output.channels &+ channel
      sink.store(sums[place] +% bias, channel: channel, at: index)
    }
  }
}
