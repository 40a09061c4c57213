import CEdgeSIMD

/// Patches of four outputs against all filters, a tile of a few at a time.
struct PatchProduct {
  let patches: Patches
  private let rows: WeightRows
  private let zeroPoint: Int32
  private let isLong: Bool
  private let level = edge_byte_level()
  private let biases: UnsafePointer<Int32>
  /// Of all weights of a channel, where the model has them.
  private let weightSums: UnsafePointer<Int32>?
  /// Biases with the zero point's share, where bytes are multiplied as they are.
  private let ownBiases: UnsafeMutablePointer<Int32>?

  /// - Parameters:
  ///   - length: elements of the largest patches.
  ///   - scratch: `scratchBytes(_:length:)`, aligned to 16.
  init(_ layer: IntegerLayer, length: Int, scratch: UnsafeMutableRawPointer) {
    isLong = Self.isLong(layer, length, Self.sumLimit)
    let takesBytes = !isLong && Bytes.arePreferred && Self.hasNarrowSumsOfBytes(layer)
    patches = Patches(
      layer.input, length: length,
      layout: isLong ? .inOrder : takesBytes ? .bytes : .interleaved, scratch: scratch)
    let next = scratch + Patches.byteCount(layer.input, length: length)
    ownBiases = takesBytes ? next.assumingMemoryBound(to: Int32.self) : nil
    rows = WeightRows(layer, scratch: next + Self.biasBytes(layer))
    zeroPoint = layer.input.zeroPoint
    biases = layer.bias.assumingMemoryBound(to: Int32.self)
    weightSums = layer.hasWeightSums ? layer.weightSums : nil
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

  private static func hasNarrowSumsOfBytes(_ layer: IntegerLayer) -> Bool {
    layer.input.elementType == .int8 && !layer.hasWideAccumulators
  }

  private static func biasBytes(_ layer: IntegerLayer) -> Int {
    hasNarrowSumsOfBytes(layer) ? (4 &* layer.output.channels &+ 15) & ~15 : 0
  }

  /// The same for every processor.
  static func scratchBytes(_ layer: IntegerLayer, length: Int) -> Int {
    let rows =
      isLong(layer, length, DotQuad.laneLimit)
      ? WeightRows.wideByteCount(layer) : WeightRows.byteCount(layer, slots: 4)
    return Patches.byteCount(layer.input, length: length) + biasBytes(layer) + rows
  }

  /// To be called before patches with other taps are computed.
  @inline(never)
  func prepare(_ taps: FilterTaps) {
    guard Bytes.arePreferred, let ownBiases else { return }
    withUnsafePointer(to: taps) { taps in
      for channel in 0..<rows.count {
        let sum =
          weightSums?[channel] ?? edge_sum_of_weights(rows.row(channel, slot: 0), taps)
        // What it wraps around by, the sums do as well.
        ownBiases[channel] = biases[channel] &- (zeroPoint &+ edge_byte_offset(level)) &* sum
      }
    }
  }

  /// Whether patches may lie in the input itself, where all of them is inside: taps then have to be
  /// whole vectors, since what follows them is another's.
  func takesInput(_ taps: FilterTaps) -> Bool { patches.areBytes && taps.length & 15 == 0 }

  /// Computes four outputs whose patches lie in the input.
  ///
  /// - Parameters:
  ///   - first: the first patch's first tap.
  ///   - stride: bytes from a patch to the next.
  ///   - steps: bytes from a tap to the one in the next column, and in the next row.
  ///   - place: of the first output; each next one lies `step` further.
  func compute(
    _ taps: FilterTaps, inInput first: UnsafeRawPointer, stride: Int,
    steps: (column: Int, row: Int), at place: Int, step: Int, into sink: AccumulatorSink
  ) {
    computeTiles(
      taps,
      EdgeFourPatches(
        patches: first, stride: stride, column_step: steps.column, row_step: steps.row,
        count: Patches.count, level: level, place: place, step: step),
      into: sink)
  }

  /// Computes `count` outputs of the patches that were put together, the first of which lies at `place`,
  /// each next one `step` further.
  func compute(
    _ taps: FilterTaps, _ count: Int, at place: Int, step: Int, into sink: AccumulatorSink
  ) {
    if isLong {
      computeLong(taps, count, at: place, step: step, into: sink)
    } else if !rows.isWide, Pairs.arePreferred || patches.areBytes {
      let run = Patches.padded(taps.length)
      computeTiles(
        taps,
        EdgeFourPatches(
          patches: patches.memory, stride: patches.stride, column_step: run,
          row_step: taps.columns &* run, count: count, level: level, place: place, step: step),
        into: sink)
    } else {
      computeLanes(taps, count, at: place, step: step, into: sink)
    }
  }

  /// What the processor has instructions for.
  @_optimize(speed)
  @inline(never)
  private func computeTiles(
    _ taps: FilterTaps, _ four: EdgeFourPatches, into sink: AccumulatorSink
  ) {
    sink.withOutputs(biases: ownBiases.map { UnsafePointer($0) } ?? biases) { outputs in
      withUnsafePointer(to: taps) { taps in
        withUnsafePointer(to: four) { four in
          var channel = 0
          while channel < rows.count {
            // Those that are unpacked have room for four.
            let count = min(rows.count &- channel, rows.arePacked ? 4 : rows.count)
            let weights = rows.fourRows(channel, count)
            edge_compute_channels(
              outputs, weights.first, weights.stride, count, channel, taps, four)
            channel &+= count
          }
        }
      }
    }
  }

  /// The same for other processors, for 16-bit inputs and for sums of 64 bits.
  @_optimize(speed)
  @inline(never)
  private func computeLanes(
    _ taps: FilterTaps, _ count: Int, at place: Int, step: Int, into sink: AccumulatorSink
  ) {
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
    if Pairs.arePreferred { return multiplyPairs(own, next, taps, count, &sums) }
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

  @inline(__always)
  private func multiplyPairs(
    _ own: UnsafePointer<Int8>, _ next: UnsafePointer<Int8>, _ taps: FilterTaps, _ count: Int,
    _ sums: inout EightSums
  ) {
    var eight = SIMD8<Int32>()
    withUnsafeMutableBytes(of: &eight) { eight in
      withUnsafePointer(to: taps) {
        edge_multiply_patches(
          own, next, $0, patches.memory.assumingMemoryBound(to: UInt32.self),
          count > 2 ? patches.stride : 0,
          eight.baseAddress?.assumingMemoryBound(to: Int32.self))
      }
    }
    (sums.own, sums.next) = (eight.lowHalf, eight.highHalf)
    (sums.ownWide, sums.nextWide) = (SIMD4(widening: sums.own), SIMD4(widening: sums.next))
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
