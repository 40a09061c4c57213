import CEdgeSIMD

/// `weights · (input - zero point) + bias` with weights of up to eight bits, four units at a time.
struct FullyConnected<Element: ActivationElement> {
  let rows: WeightRows
  let input: UnsafePointer<Element>
  let zeroPoint: Int32

  /// Computes the given units; place 0 of the sink is the first of them.
  @_optimize(speed)
  func compute(units: Range<Int>, into sink: AccumulatorSink) {
    // Blocks short enough for sums in 32 bits; shorter ones are proven to be.
    let block = rows.isWide ? DotQuad.laneLimit : rows.length
    var unit = units.lowerBound
    while unit < units.upperBound {
      let count = min(units.upperBound &- unit, 4)
      let four = FourRows(rows, unit, count)
      var sums = SIMD4<Int64>()
      var start = 0
      while start < rows.length {
        let end = min(start &+ block, rows.length)
        sums +%= SIMD4(widening: dot(four, start, end))
        start = end
      }
      for lane in 0..<count { sums[lane] = sums[lane] +% rows.bias(unit &+ lane) }
      sink.store(
        sums, count: count, channel: unit, channelStep: 1, at: unit &- units.lowerBound, step: 1)
      unit &+= count
    }
  }

  /// Rows of up to four units; where there are fewer, the last one stands for those missing.
  private struct FourRows {
    let first: UnsafePointer<Int8>
    let second: UnsafePointer<Int8>
    let third: UnsafePointer<Int8>
    let fourth: UnsafePointer<Int8>

    @inline(__always)
    init(_ rows: WeightRows, _ unit: Int, _ count: Int) {
      first = rows.row(unit, slot: 0)
      second = rows.row(unit &+ min(1, count &- 1), slot: 1)
      third = rows.row(unit &+ min(2, count &- 1), slot: 2)
      fourth = rows.row(unit &+ min(3, count &- 1), slot: 3)
    }
  }

  /// Dot products of the inputs from `start` to `end` with four rows.
  @inline(__always)
  private func dot(_ rows: FourRows, _ start: Int, _ end: Int) -> SIMD4<Int32> {
    var index = start
    var sums = SIMD4<Int32>()
    if Pairs.arePreferred {
      index = start &+ (end &- start) & ~3
      sums = pairSums(rows, start, index)
    } else {
      index = start &+ (end &- start) & ~15
      sums = laneSums(rows, start, index)
    }
    while index < end {
      let value = Int32(input[index]) &- zeroPoint
      let weights = SIMD4(
        Int32(rows.first[index]), Int32(rows.second[index]), Int32(rows.third[index]),
        Int32(rows.fourth[index]))
      sums +%= weights *% SIMD4(copiesOf: value)
      index &+= 1
    }
    return sums
  }

  /// Dot products over a multiple of sixteen inputs.
  @inline(__always)
  private func laneSums(_ rows: FourRows, _ start: Int, _ end: Int) -> SIMD4<Int32> {
    let zeroPoint = SIMD8<Int16>(repeating: Int16(narrowing: zeroPoint))
    var quad = DotQuad()
    var index = start
    while index < end {
      let values = Element.lanes(input + index)
      let (a, b) = (BytePairs(rows.first + index), BytePairs(rows.second + index))
      let (c, d) = (BytePairs(rows.third + index), BytePairs(rows.fourth + index))
      quad.add(values.even &- zeroPoint, a.even, b.even, c.even, d.even)
      quad.add(values.odd &- zeroPoint, a.odd, b.odd, c.odd, d.odd)
      index &+= 16
    }
    return quad.sums
  }

  /// Dot products over a multiple of four inputs.
  @inline(__always)
  private func pairSums(_ rows: FourRows, _ start: Int, _ end: Int) -> SIMD4<Int32> {
    let zero = Pairs.pair(zeroPoint)
    var (a, b, c, d) = (Int32(0), Int32(0), Int32(0), Int32(0))
    var index = start
    while index < end {
      let values = Element.pairs(input + index)
      let even = edge_subtract_pairs(values.even, zero)
      let odd = edge_subtract_pairs(values.odd, zero)
      a = Pairs.add(Pairs.word(rows.first + index), even, odd, to: a)
      b = Pairs.add(Pairs.word(rows.second + index), even, odd, to: b)
      c = Pairs.add(Pairs.word(rows.third + index), even, odd, to: c)
      d = Pairs.add(Pairs.word(rows.fourth + index), even, odd, to: d)
      index &+= 4
    }
    return SIMD4(a, b, c, d)
  }
}
