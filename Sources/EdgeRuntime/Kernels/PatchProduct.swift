import CEdgeSIMD

/// Patches of four outputs against all filters, two at a time.
struct PatchProduct {
  let patches: Patches
  private let rows: WeightRows
  private let zeroPoint: Int32
  private let isLong: Bool

  /// - Parameters:
  ///   - length: elements of the largest patches.
  ///   - scratch: `scratchBytes(_:length:)`, aligned to 16.
  init(_ layer: IntegerLayer, length: Int, scratch: UnsafeMutableRawPointer) {
    isLong = Self.isLong(layer, length, Self.sumLimit)
    patches = Patches(
      layer.input, length: length,
      layout: isLong ? .inOrder : Self.takesBytes(layer) ? .bytes : .interleaved,
      scratch: scratch)
    rows = WeightRows(layer, scratch: scratch + Patches.byteCount(layer.input, length: length))
    zeroPoint = layer.input.zeroPoint
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

  /// Whether bytes are multiplied as they are.
  private static func takesBytes(_ layer: IntegerLayer) -> Bool {
    Bytes.arePreferred && layer.input.elementType == .int8 && !layer.hasWideAccumulators
  }

  /// The same for every processor.
  static func scratchBytes(_ layer: IntegerLayer, length: Int) -> Int {
    let rows =
      isLong(layer, length, DotQuad.laneLimit)
      ? WeightRows.wideByteCount(layer) : WeightRows.byteCount(layer, slots: 2)
    return Patches.byteCount(layer.input, length: length) + rows
  }

  /// Computes `count` outputs, the first of which lies at `place`, each next one `step` further.
  @_optimize(speed)
  @inline(never)
  func compute(
    _ taps: FilterTaps, _ count: Int, at place: Int, step: Int, into sink: AccumulatorSink
  ) {
    if isLong { return computeLong(taps, count, at: place, step: step, into: sink) }
    var channel = 0
    while channel < rows.count {
      // With an odd number of filters the last one is its own partner, whose sums are dropped.
      let isPaired = channel &+ 1 < rows.count
      let own = rows.row(channel, slot: 0)
      var sums = EightSums()
      multiply(own, isPaired ? rows.row(channel &+ 1, slot: 1) : own, taps, count, &sums)
      store(sums.own, sums.ownWide, channel, count, at: place &+ channel, step: step, sink)
      if isPaired {
        store(
          sums.next, sums.nextWide, channel &+ 1, count, at: place &+ channel &+ 1, step: step,
          sink)
      }
      channel &+= 2
    }
  }

  /// Sums of a filter and of the next one, for each of four patches; those of 64 bits where the
  /// layer's are.
  private struct EightSums {
    var own = SIMD4<Int32>()
    var next = SIMD4<Int32>()
    var ownWide = SIMD4<Int64>()
    var nextWide = SIMD4<Int64>()
  }

  @inline(__always)
  private func multiply(
    _ own: UnsafePointer<Int8>, _ next: UnsafePointer<Int8>, _ taps: FilterTaps, _ count: Int,
    _ sums: inout EightSums
  ) {
    if Pairs.arePreferred {
      multiplyPairs(own, next, taps, count, &sums)
    } else if Bytes.arePreferred, patches.layout == .bytes {
      multiplyBytes(own, next, taps, &sums)
    } else {
      var (quad, other) = (DotQuad(), DotQuad())
      taps.forEach { tap, start in
        patches.add(own + tap, next + tap, from: start, count: taps.length, to: &quad, &other)
      }
      if rows.isWide {
        (sums.ownWide, sums.nextWide) = (quad.wideSums, other.wideSums)
      } else {
        (sums.own, sums.next) = (quad.sums, other.sums)
      }
    }
  }

  @inline(__always)
  private func multiplyPairs(
    _ own: UnsafePointer<Int8>, _ next: UnsafePointer<Int8>, _ taps: FilterTaps, _ count: Int,
    _ sums: inout EightSums
  ) {
    var place = 0
    while place < count {
      var four = SIMD4<Int32>()
      four.withPointer {
        edge_multiply_patches(
          own, next, taps, patches.pairs(place), patches.pairs(place &+ 1), $0)
      }
      sums.own[place] = four[0]
      sums.own[place &+ 1] = four[1]
      sums.next[place] = four[2]
      sums.next[place &+ 1] = four[3]
      place &+= 2
    }
    if rows.isWide {
      (sums.ownWide, sums.nextWide) = (SIMD4(widening: sums.own), SIMD4(widening: sums.next))
    }
  }

  @inline(__always)
  private func multiplyBytes(
    _ own: UnsafePointer<Int8>, _ next: UnsafePointer<Int8>, _ taps: FilterTaps,
    _ sums: inout EightSums
  ) {
    var eight = SIMD8<Int32>()
    withUnsafeMutableBytes(of: &eight) { eight in
      edge_multiply_byte_patches(
        own, next, taps, patches.bytes, patches.stride, zeroPoint,
        eight.baseAddress?.assumingMemoryBound(to: Int32.self))
    }
    (sums.own, sums.next) = (eight.lowHalf, eight.highHalf)
  }

  @inline(__always)
  private func store(
    _ sums: SIMD4<Int32>, _ wide: SIMD4<Int64>, _ channel: Int, _ count: Int, at place: Int,
    step: Int, _ sink: AccumulatorSink
  ) {
    if rows.isWide {
      for lane in 0..<count {
        sink.store(wide: wide[lane], channel: channel, at: place &+ lane &* step)
      }
    } else {
      sink.store(
        sums, count: count, channel: channel, channelStep: 0, at: place, step: step)
    }
  }

  /// The same with sums of 64 bits throughout, for weights of any type.
  @inline(never)
  private func computeLong(
    _ taps: FilterTaps, _ count: Int, at place: Int, step: Int, into sink: AccumulatorSink
  ) {
    for channel in 0..<rows.count {
      let row = rows.wideRow(channel)
      for position in 0..<count {
        var sum: Int64 = 0
        taps.forEach { tap, start in
          sum +%= WideProduct.sum(patches.patch(position) + start, row + tap, taps.length)
        }
        sink.store(wide: sum, channel: channel, at: place &+ channel &+ position &* step)
      }
    }
  }
}
