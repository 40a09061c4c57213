import CEdgeSIMD

/// `weights · (input - zero point) + bias`, four units at a time.
struct FullyConnected {
  let layer: IntegerLayer
  let input: UnsafePointer<Int8>

  /// Computes the given units; place 0 of the sink is the first of them.
  @_optimize(speed)
  func compute(units: Range<Int>, into sink: AccumulatorSink) {
    var unit = units.lowerBound
    while unit < units.upperBound {
      let count = min(units.upperBound &- unit, 4)
      let sums = dot(unit, count)
      for lane in 0..<count {
        let accumulator = sums[lane] +% Int32(narrowing: layer.bias(unit &+ lane))
        sink.store(accumulator, channel: unit &+ lane, at: unit &- units.lowerBound &+ lane)
      }
      unit &+= count
    }
  }

  /// Dot products of the input with the rows of up to four units; where there are fewer, the last
  /// one stands for those missing.
  @inline(__always)
  private func dot(_ unit: Int, _ count: Int) -> SIMD4<Int32> {
    let length = layer.input.count
    let first = layer.weights.assumingMemoryBound(to: Int8.self) + unit &* length
    let second = first + min(1, count &- 1) &* length
    let third = first + min(2, count &- 1) &* length
    let fourth = first + min(3, count &- 1) &* length
    var index = 0
    var sums = SIMD4<Int32>()
    if Pairs.arePreferred {
      sums = pairSums(first, second, third, fourth, length & ~3)
      index = length & ~3
    } else {
      sums = laneSums(first, second, third, fourth, length & ~15)
      index = length & ~15
    }
    while index < length {
      let value = Int32(input[index]) &- layer.input.zeroPoint
      let weights = SIMD4(
        Int32(first[index]), Int32(second[index]), Int32(third[index]), Int32(fourth[index]))
      sums +%= weights *% SIMD4(copiesOf: value)
      index &+= 1
    }
    return sums
  }

  /// Dot products over the first `length` inputs, a multiple of sixteen.
  @inline(__always)
  private func laneSums(
    _ first: UnsafePointer<Int8>, _ second: UnsafePointer<Int8>, _ third: UnsafePointer<Int8>,
    _ fourth: UnsafePointer<Int8>, _ length: Int
  ) -> SIMD4<Int32> {
    let zeroPoint = SIMD8<Int16>(repeating: Int16(narrowing: layer.input.zeroPoint))
    var quad = DotQuad()
    var index = 0
    while index < length {
      let values = BytePairs(input + index)
      let (a, b) = (BytePairs(first + index), BytePairs(second + index))
      let (c, d) = (BytePairs(third + index), BytePairs(fourth + index))
      quad.add(values.even &- zeroPoint, a.even, b.even, c.even, d.even)
      quad.add(values.odd &- zeroPoint, a.odd, b.odd, c.odd, d.odd)
      index &+= 16
    }
    return quad.sums
  }

  /// Dot products over the first `length` inputs, a multiple of four.
  @inline(__always)
  private func pairSums(
    _ first: UnsafePointer<Int8>, _ second: UnsafePointer<Int8>, _ third: UnsafePointer<Int8>,
    _ fourth: UnsafePointer<Int8>, _ length: Int
  ) -> SIMD4<Int32> {
    let zero = Pairs.pair(layer.input.zeroPoint)
    var (a, b, c, d) = (Int32(0), Int32(0), Int32(0), Int32(0))
    var index = 0
    while index < length {
      let bytes = Pairs.word(input + index)
      let even = edge_subtract_pairs(edge_even_bytes(bytes), zero)
      let odd = edge_subtract_pairs(edge_odd_bytes(bytes), zero)
      a = Pairs.add(Pairs.word(first + index), even, odd, to: a)
      b = Pairs.add(Pairs.word(second + index), even, odd, to: b)
      c = Pairs.add(Pairs.word(third + index), even, odd, to: c)
      d = Pairs.add(Pairs.word(fourth + index), even, odd, to: d)
      index &+= 4
    }
    return SIMD4(a, b, c, d)
  }
}
