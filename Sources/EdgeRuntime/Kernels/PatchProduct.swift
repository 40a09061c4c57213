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
  @_optimize(speed)
  @inline(never)
  func compute(_ column: Int, _ count: Int, into sink: AccumulatorSink) {
    let channels = layer.output.channels
    var channel = 0
    while channel < channels {
      // With an odd number of filters the last one is its own partner, whose sums are dropped.
      let paired = channel &+ 1 < channels
      let (own, next) = sums(channel, paired ? filterLength : 0, count)
      store(own, column, count, channel, sink)
      if paired { store(next, column, count, channel &+ 1, sink) }
      channel &+= 2
    }
  }

  /// Sums of a filter and of the one `next` elements further on, for each of the four patches.
  @inline(__always)
  private func sums(
    _ channel: Int, _ next: Int, _ count: Int
  ) -> (SIMD4<Int32>, SIMD4<Int32>) {
    let weights =
      layer.weights.assumingMemoryBound(to: Int8.self) + (channel &* filterLength &+ firstTap)
    guard Pairs.arePreferred else {
      var (quad, other) = (DotQuad(), DotQuad())
      forEachTap { tap, start in
        patches.add(
          weights + tap, weights + (tap &+ next), from: start, count: tapLength, to: &quad, &other)
      }
      return (quad.sums, other.sums)
    }
    var (own, other) = (SIMD4<Int32>(), SIMD4<Int32>())
    var place = 0
    while place < count {
      var product = PairProduct()
      forEachTap { tap, start in
        product.add(
          weights + tap, weights + (tap &+ next), tapLength, patches.patch(place) + start,
          patches.patch(place &+ 1) + start)
      }
      own[place] = product.sums.0
      own[place &+ 1] = product.sums.1
      other[place] = product.sums.2
      other[place &+ 1] = product.sums.3
      place &+= 2
    }
    return (own, other)
  }

  /// Calls `body` with each tap's place in the filter and in the patch.
  @inline(__always)
  private func forEachTap(_ body: (_ tap: Int, _ start: Int) -> Void) {
    let run = Patches.padded(tapLength)
    var start = 0
    for rowTap in 0..<rowTaps {
      for columnTap in 0..<columnTaps {
        body(rowTap &* rowStride &+ columnTap &* columnStride, start)
        start &+= run
      }
    }
  }

  @inline(__always)
  private func store(
    _ sums: SIMD4<Int32>, _ column: Int, _ count: Int, _ channel: Int, _ sink: AccumulatorSink
  ) {
    let channels = layer.output.channels
    sink.store(
      sums +% SIMD4(copiesOf: Int32(narrowing: layer.bias(channel))), count: count,
      channel: channel,
      at: column &* channels &+ channel, step: columnStep &* channels)
  }
}
