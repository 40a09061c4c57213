/// What must hold so that no sum, shift or comparison of a layer can leave its type.
extension IntegerNetwork {
  /// Proves for every output channel that its accumulator fits: |input - zero point| ≤ 255, hence
  /// |acc| ≤ Σ|w|·255 + |b|, which must stay below 2³¹ also after the requantizer's shift to the
  /// left.
  func checkArithmetic(_ index: Int) throws(ModelError) {
    let layer = layer(index)
    let count = layer.weightCount / layer.output.channels
    for channel in 0..<layer.output.channels {
      let requantizer = offset(of: layer.requantizers + channel)
      try bytes.expectRequantizer(at: requantizer)
      try bytes.expectScale(at: offset(of: layer.weightScales + channel))
      let weights = layer.weights + channel * count
      let (sum, least) = Self.magnitude(of: weights, count)
      try bytes.expect("weight", Int64(widening: least), at: offset(of: weights), in: -127...127)
      let bound = Self.accumulatorBound(sum, layer.bias[channel])
      try bytes.expectAccumulator(bound, shiftAt: requantizer + 4)
    }
  }

  /// Largest accumulator that an output channel of the last layer can have.
  func outputBound(channel: Int) -> Int64 {
    let last = layer(layerCount - 1)
    let count = last.weightCount / last.output.channels
    let (sum, _) = Self.magnitude(of: last.weights + channel * count, count)
    return Self.accumulatorBound(sum, last.bias[channel])
  }

  private static func accumulatorBound(_ sum: Int64, _ bias: Int32) -> Int64 {
    sum * 255 + Int64(widening: bias).magnitudeInt64
  }

  /// Σ|w| and the smallest weight. At most 2²⁸ weights (the file's length) of at most 2⁷: the sum
  /// fits an Int64 by far.
  private static func magnitude(
    of weights: UnsafePointer<Int8>, _ count: Int
  ) -> (sum: Int64, least: Int8) {
    var (sum, least) = (Int64(0), Int8.max)
    var start = 0
    while start < count {
      // Blocks short enough for an Int32 sum, which the compiler vectorises.
      let end = min(start &+ 4096, count)
      var block: Int32 = 0
      for index in start..<end {
        block &+= abs(Int32(weights[index]))
        least = min(least, weights[index])
      }
      sum &+= Int64(widening: block)
      start = end
    }
    return (sum, least)
  }

  private func offset<Element>(of pointer: UnsafePointer<Element>) -> Int {
    UnsafeRawPointer(pointer) - bytes.base
  }
}

extension ModelBytes {
  /// Refuses an accumulator bound that leaves Int32, before or after the shift at `shiftAt`.
  func expectAccumulator(_ bound: Int64, shiftAt: Int) throws(ModelError) {
    let left = Int64(widening: max(signed(shiftAt), 0))
    let limit: Int64 = (1 &<< 31 - 1) &>> left
    try expect("largest accumulator of an output channel", bound, at: shiftAt, in: 0...limit)
  }
}

extension Int64 {
  fileprivate var magnitudeInt64: Int64 { self < 0 ? 0 - self : self }
}
