import CEdgeSIMD

/// `weights · (input - zero point) + bias` with weights of up to eight bits, a few units at a time.
struct FullyConnected {
  private let rows: WeightRows
  private let input: KernelInput
  /// The input in the form that the processor multiplies.
  private let own: EdgeUnitInput

  /// Scratch bytes, the same for every processor: inputs in pairs, and four rows that are unpacked.
  static func scratchBytes(_ layer: IntegerLayer) -> Int {
    2 &* Patches.padded(layer.input.count) &+ WeightRows.byteCount(layer, slots: 4)
  }

  /// - Parameter scratch: `scratchBytes(_:)`, aligned to 16.
  init(_ layer: IntegerLayer, input: UnsafeRawPointer, scratch: UnsafeMutableRawPointer) {
    let count = layer.input.count
    rows = WeightRows(layer, scratch: scratch + 2 &* Patches.padded(count))
    self.input = KernelInput(layer.input, at: input)
    if Pairs.arePreferred { Self.putPairs(self.input, count, at: scratch) }
    own = EdgeUnitInput(
      values: Pairs.arePreferred ? UnsafeRawPointer(scratch) : input, count: count,
      zero_point: layer.input.zeroPoint, weight_sums: layer.weightSums, level: edge_byte_level())
  }

  private static func putPairs(
    _ input: KernelInput, _ count: Int, at scratch: UnsafeMutableRawPointer
  ) {
    let pairs = scratch.assumingMemoryBound(to: UInt32.self)
    if input.elementType == .int8 {
      edge_put_bytes_as_pairs(
        input.memory.assumingMemoryBound(to: Int8.self), count, input.zeroPoint, pairs)
    } else {
      edge_put_halves_as_pairs(input.memory.assumingMemoryBound(to: Int16.self), count, pairs)
    }
  }

  /// Computes the given units; place 0 of the sink is the first of them.
  @inline(never)
  func compute(units: Range<Int>, into sink: AccumulatorSink) {
    let takesBytes = Bytes.arePreferred && input.elementType == .int8
    if !rows.isWide, Pairs.arePreferred || takesBytes { return computeWhole(units, into: sink) }
    var unit = units.lowerBound
    while unit < units.upperBound {
      let count = min(units.upperBound &- unit, 4)
      let place = unit &- units.lowerBound
      if count == 4 || rows.arePacked {
        store(rows.fourRows(unit, count), unit, count, at: place, sink)
      } else {
        // Behind the last rows there are no others.
        for lane in 0..<count {
          let own = FourRows(first: rows.row(unit &+ lane, slot: 0), stride: 0)
          store(own, unit &+ lane, 1, at: place &+ lane, sink)
        }
      }
      unit &+= count
    }
  }

  /// Units of which the processor computes everything, from the products to the outputs.
  @inline(__always)
  private func computeWhole(_ units: Range<Int>, into sink: AccumulatorSink) {
    sink.withOutputs { outputs in
      withUnsafePointer(to: own) { own in
        var unit = units.lowerBound
        while unit < units.upperBound {
          let left = units.upperBound &- unit
          // Those that are unpacked have room for four.
          let count = rows.arePacked ? min(left, 4) : left
          let weights = rows.fourRows(unit, count)
          edge_compute_units(
            outputs, weights.first, weights.stride, count, unit, own, unit &- units.lowerBound)
          unit &+= count
        }
      }
    }
  }

  /// Computes and stores the first `count` of four units.
  @_optimize(speed)
  @inline(never)
  private func store(
    _ four: FourRows, _ unit: Int, _ count: Int, at place: Int, _ sink: AccumulatorSink
  ) {
    if rows.isWide {
      let sums = wideSums(four)
      for lane in 0..<count {
        sink.store(wide: sums[lane], channel: unit &+ lane, at: place &+ lane)
      }
    } else {
      sink.store(
        sums(four, 0, rows.length), count: count, channel: unit, channelStep: 1, at: place,
        step: 1)
    }
  }

  /// Dot products in blocks short enough for sums in 32 bits.
  @inline(never)
  private func wideSums(_ rows: FourRows) -> SIMD4<Int64> {
    var total = SIMD4<Int64>()
    var start = 0
    while start < self.rows.length {
      let end = min(start &+ DotQuad.laneLimit, self.rows.length)
      total +%= SIMD4(widening: sums(rows, start, end))
      start = end
    }
    return total
  }

  /// Dot products of the inputs from `start`, a multiple of four, to `end` with four rows.
  @inline(__always)
  private func sums(_ rows: FourRows, _ start: Int, _ end: Int) -> SIMD4<Int32> {
    if Pairs.arePreferred {
      var sums = SIMD4<Int32>()
      sums.withPointer {
        edge_multiply_rows(
          rows.first + start, rows.stride,
          own.values.assumingMemoryBound(to: UInt32.self) + start / 2, (end &- start &+ 3) & ~3, $0)
      }
      return sums
    }
    return input.elementType == .int16
      ? sums(rows, input.memory.assumingMemoryBound(to: Int16.self), start, end)
      : sums(rows, input.memory.assumingMemoryBound(to: Int8.self), start, end)
  }

  @inline(__always)
  private func sums<Element: ActivationElement>(
    _ rows: FourRows, _ values: UnsafePointer<Element>, _ start: Int, _ end: Int
  ) -> SIMD4<Int32> {
    var index = start &+ (end &- start) & ~15
    var sums = laneSums(rows, values, start, index)
    while index < end {
      let value = Int32(truncatingIfNeeded: values[index]) &- input.zeroPoint
      for row in 0..<4 { sums[row] = sums[row] +% Int32(rows[row][index]) *% value }
      index &+= 1
    }
    return sums
  }

  /// Dot products over a multiple of sixteen inputs.
  @inline(__always)
  private func laneSums<Element: ActivationElement>(
    _ rows: FourRows, _ values: UnsafePointer<Element>, _ start: Int, _ end: Int
  ) -> SIMD4<Int32> {
    let zeroPoint = SIMD8<Int16>(repeating: Int16(narrowing: input.zeroPoint))
    var quad = DotQuad()
    var index = start
    while index < end {
      let (even, odd) = Element.lanes(values + index)
      let (a, b) = (BytePairs(rows[0] + index), BytePairs(rows[1] + index))
      let (c, d) = (BytePairs(rows[2] + index), BytePairs(rows[3] + index))
      quad.add(even &- zeroPoint, a.even, b.even, c.even, d.even)
      quad.add(odd &- zeroPoint, a.odd, b.odd, c.odd, d.odd)
      index &+= 16
    }
    return quad.sums
  }
}

extension SIMD4<Int32> {
  /// Hands the four numbers to a function of C.
  @inline(__always)
  mutating func withPointer(_ body: (UnsafeMutablePointer<Int32>) -> Void) {
    withUnsafeMutablePointer(to: &self) {
      body(UnsafeMutableRawPointer($0).assumingMemoryBound(to: Int32.self))
    }
  }
}
