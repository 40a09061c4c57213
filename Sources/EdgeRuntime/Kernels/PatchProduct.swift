/// Patches of four outputs of a row against all filters, two at a time.
///
/// A patch is a run of elements for each tap, in the order of the taps; the taps of a filter stand
/// apart by the strides. An ordinary convolution is one tap as long as the filter.
struct PatchProduct {
  let layer: IntegerLayer
  let patches: Patches
  /// Elements of a filter.
  let filterLength: Int
  /// From a filter's start to the first tap.
  let firstTap: Int
  let rowTaps: Int
  let rowStride: Int
  let columnTaps: Int
  let columnStride: Int
  /// Elements of a tap, without the padding that follows in the patch.
  let tapLength: Int
  /// Columns from one output of the four to the next.
  let columnStep: Int

  /// Computes `count` outputs from `column` on.
  @inline(never)
  func compute(_ column: Int, _ count: Int, into sink: AccumulatorSink) {
    let channels = layer.output.channels
    var channel = 0
    while channel < channels {
      // With an odd number of filters the last one is its own partner, whose sums are dropped.
      let paired = channel &+ 1 < channels
      var (quad, other) = (DotQuad(), DotQuad())
      let weights = layer.weights + (channel &* filterLength &+ firstTap)
      accumulate(weights, paired ? filterLength : 0, &quad, &other)
      store(quad.sums, column, count, channel, sink)
      if paired { store(other.sums, column, count, channel &+ 1, sink) }
      channel &+= 2
    }
  }

  /// Adds the products of all taps, of the filter at `weights` and of the one `next` further on.
  @inline(__always)
  private func accumulate(
    _ weights: UnsafePointer<Int8>, _ next: Int, _ quad: inout DotQuad, _ other: inout DotQuad
  ) {
    let run = Patches.padded(tapLength)
    var start = 0
    for rowTap in 0..<rowTaps {
      for columnTap in 0..<columnTaps {
        let tap = weights + (rowTap &* rowStride &+ columnTap &* columnStride)
        patches.add(tap, tap + next, from: start, count: tapLength, to: &quad, &other)
        start &+= run
      }
    }
  }

  @inline(__always)
  private func store(
    _ sums: SIMD4<Int32>, _ column: Int, _ count: Int, _ channel: Int, _ sink: AccumulatorSink
  ) {
    let bias = layer.bias[channel]
    for place in 0..<count {
      let index = (column &+ place &* columnStep) &* layer.output.channels &+ channel
      sink.store(sums[place] +% bias, channel: channel, at: index)
    }
  }
}
