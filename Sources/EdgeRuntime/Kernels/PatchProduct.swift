/// Where the elements of a patch meet a filter: in runs, one for each tap in the order of the taps,
/// which stand apart in the filter by the strides. An ordinary convolution is one tap as long as
/// the filter.
struct FilterTaps {
  /// From a filter's start to the first tap.
  let first: Int
  let rows: Int
  let rowStride: Int
  let columns: Int
  let columnStride: Int
  /// Elements of a tap, without the padding that follows in the patch.
  let length: Int

  /// Calls `body` with each tap's place in the filter and in the patch.
  @inline(__always)
  func forEach(_ body: (_ tap: Int, _ start: Int) -> Void) {
    let run = Patches.padded(length)
    var start = 0
    for row in 0..<rows {
      for column in 0..<columns {
        body(first &+ row &* rowStride &+ column &* columnStride, start)
        start &+= run
      }
    }
  }
}

/// Patches of four outputs of a row against all filters, two at a time.
struct PatchProduct {
  let patches: Patches
  private let rows: WeightRows
  private let taps: FilterTaps
  /// Columns from one output of the four to the next.
  private let columnStep: Int
  private let isLong: Bool

  /// - Parameters:
  ///   - length: elements of the patches.
  ///   - scratch: `scratchBytes(_:length:)`, for this length or a larger one, aligned to 16.
  init(
    _ layer: IntegerLayer, length: Int, scratch: UnsafeMutableRawPointer, taps: FilterTaps,
    columnStep: Int
  ) {
    isLong = Self.isLong(layer, length, Self.sumLimit)
    patches = Patches(layer.input, length: length, isInterleaved: !isLong, scratch: scratch)
    rows = WeightRows(layer, scratch: scratch + Patches.byteCount(layer.input, length: length))
    self.taps = taps
    self.columnStep = columnStep
  }

  /// Elements of a patch of which sums fit 32 bits until they are added up: an Int32 on its own, or
  /// four lanes of which each takes a quarter.
  private static var sumLimit: Int {
    Pairs.arePreferred ? DotQuad.laneLimit : 4 &* DotQuad.laneLimit
  }

  /// Whether the sums of a layer's products need 64 bits.
  private static func isLong(_ layer: IntegerLayer, _ length: Int, _ limit: Int) -> Bool {
    layer.weightType == .int16 || layer.hasWideAccumulators && length > limit
  }

  /// The same for every processor.
  static func scratchBytes(_ layer: IntegerLayer, length: Int) -> Int {
    let rows =
      isLong(layer, length, DotQuad.laneLimit)
      ? WeightRows.wideByteCount(layer) : WeightRows.byteCount(layer, slots: 2)
    return Patches.byteCount(layer.input, length: length) + rows
  }

  /// Computes `count` outputs from `column` on.
  @_optimize(speed)
  @inline(never)
  func compute(_ column: Int, _ count: Int, into sink: AccumulatorSink) {
    if isLong { return computeLong(column, count, into: sink) }
    var channel = 0
    while channel < rows.count {
      // With an odd number of filters the last one is its own partner, whose sums are dropped.
      let isPaired = channel &+ 1 < rows.count
      let own = rows.row(channel, slot: 0)
      let sums = sums(own, isPaired ? rows.row(channel &+ 1, slot: 1) : own, count)
      store(sums.own, column, count, channel, sink)
      if isPaired { store(sums.next, column, count, channel &+ 1, sink) }
      channel &+= 2
    }
  }

  /// Sums of a filter and of another one, for each of the four patches.
  @inline(__always)
  private func sums(
    _ own: UnsafePointer<Int8>, _ next: UnsafePointer<Int8>, _ count: Int
  ) -> (own: SIMD4<Int64>, next: SIMD4<Int64>) {
    guard Pairs.arePreferred else {
      var (quad, other) = (DotQuad(), DotQuad())
      taps.forEach { tap, start in
        patches.add(own + tap, next + tap, from: start, count: taps.length, to: &quad, &other)
      }
      return rows.isWide
        ? (quad.wideSums, other.wideSums)
        : (SIMD4(widening: quad.sums), SIMD4(widening: other.sums))
    }
    var (sums, others) = (SIMD4<Int32>(), SIMD4<Int32>())
    var place = 0
    while place < count {
      var product = PairProduct()
      taps.forEach { tap, start in
        product.add(
          own + tap, next + tap, taps.length, patches.patch(place) + start,
          patches.patch(place &+ 1) + start)
      }
      sums[place] = product.sums.0
      sums[place &+ 1] = product.sums.1
      others[place] = product.sums.2
      others[place &+ 1] = product.sums.3
      place &+= 2
    }
    return (SIMD4(widening: sums), SIMD4(widening: others))
  }

  /// The same with sums of 64 bits throughout, for weights of any type.
  @inline(never)
  private func computeLong(_ column: Int, _ count: Int, into sink: AccumulatorSink) {
    for channel in 0..<rows.count {
      let row = rows.wideRow(channel)
      var sums = SIMD4<Int64>()
      for place in 0..<count {
        var sum: Int64 = 0
        taps.forEach { tap, start in
          sum +%= WideProduct.sum(patches.patch(place) + start, row + tap, taps.length)
        }
        sums[place] = sum
      }
      store(sums, column, count, channel, sink)
    }
  }

  @inline(__always)
  private func store(
    _ sums: SIMD4<Int64>, _ column: Int, _ count: Int, _ channel: Int, _ sink: AccumulatorSink
  ) {
    sink.store(
      sums +% SIMD4(copiesOf: rows.bias(channel)), count: count, channel: channel,
      channelStep: 0, at: column &* rows.count &+ channel, step: columnStep &* rows.count)
  }
}
