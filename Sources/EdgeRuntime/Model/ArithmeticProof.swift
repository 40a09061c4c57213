/// What must hold so that no sum, shift or comparison of a layer can leave its type.
extension IntegerNetwork {
  /// Proves it for a layer whose record and arrays' places were checked.
  func checkArithmetic(_ index: Int) throws(ModelError) {
    let layer = layer(index)
    guard layer.operation.isLinear else { return try checkRequantizers(layer) }
    for channel in 0..<layer.output.channels {
      let requantizer = offset(of: layer.requantizers + channel)
      try bytes.expectRequantizer(at: requantizer)
      try bytes.expectScale(at: offset(of: layer.weightScales + channel))
      let weights = Self.totals(of: layer, channel)
      let most = layer.weightType.largestWeight
      try bytes.expect(
        "weight", weights.least, at: offset(of: layer.weights), in: -most...most)
      if layer.hasWeightSums {
        let at = offset(of: layer.weightSums + channel)
        try bytes.expectSigned("sum of weights", at: at, in: weights.sum...weights.sum)
      }
      try bytes.expectAccumulator(
        layer.accumulatorBound(weights.magnitude, channel), isWide: layer.hasWideAccumulators,
        shiftAt: requantizer + 4)
    }
  }

  /// Largest accumulator that an output channel of the last layer can have.
  func outputBound(channel: Int) -> Int64 {
    let last = layer(layerCount - 1)
    return last.accumulatorBound(Self.totals(of: last, channel).magnitude, channel)
  }

  /// What weights of an output channel add up to, and the smallest of them. At most 2²⁸ weights (the
  /// file's length) of at most 2¹⁵: sums fit an Int64 by far.
  private struct Totals {
    /// Σw.
    var sum: Int64 = 0
    /// Σ|w|.
    var magnitude: Int64 = 0
    var least: Int64 = .max
  }

  private static func totals(of layer: IntegerLayer, _ channel: Int) -> Totals {
    let count = layer.weightsPerChannel
    if layer.weightType == .int8, layer.operation.multipliesWholeRows {
      return totals(of: layer.weights.assumingMemoryBound(to: Int8.self) + channel * count, count)
    }
    var totals = Totals()
    for position in 0..<count {
      let weight = Int64(widening: layer.weight(channel: channel, position))
      totals.sum &+= weight
      totals.magnitude &+= abs(weight)
      totals.least = min(totals.least, weight)
    }
    return totals
  }

  private static func totals(of weights: UnsafePointer<Int8>, _ count: Int) -> Totals {
    var totals = Totals()
    var least = Int8.max
    var start = 0
    while start < count {
      // Blocks short enough for Int32 sums, which the compiler vectorises.
      let end = min(start &+ 4096, count)
      var (sum, magnitude): (Int32, Int32) = (0, 0)
      for index in start..<end {
        let weight = Int32(weights[index])
        sum &+= weight
        magnitude &+= abs(weight)
        least = min(least, weights[index])
      }
      totals.sum &+= Int64(widening: sum)
      totals.magnitude &+= Int64(widening: magnitude)
      start = end
    }
    totals.least = Int64(widening: least)
    return totals
  }

  /// Requantizers of the layers without weights.
  private func checkRequantizers(_ layer: IntegerLayer) throws(ModelError) {
    let at = offset(of: layer.requantizers)
    switch layer.operation {
    case .add:
      // |x|·2²⁰ < 2²⁸ for int8 and |x|·2¹⁵ ≤ 2³⁰ for int16; each is at least halved before the sum.
      for number in 0..<3 {
        let at = at + 8 * number
        try bytes.expectRequantizer(at: at)
        try bytes.expectSigned("shift of an addition", at: at + 4, in: -31...0)
        if number < 2, bytes.signed(at + 4) == 0 {
          try bytes.expectSigned("multiplier of an addition", at: at, in: 0...1 &<< 30)
        }
      }
    case .rescale:
      try bytes.expectRescaling(at: at, of: layer.input.elementType)
    case .mean:
      try bytes.expectSigned("multiplier of a mean", at: at, in: 1...1 &<< 31 - 1)
      try bytes.expectSigned("shift", at: at + 4, in: -31...7)
      let largest: Int64 = layer.input.elementType == .int8 ? 255 : 32768
      let count = Int64(widening: layer.input.count / layer.output.count)
      try bytes.expectAccumulator(largest * count, isWide: false, shiftAt: at + 4)
    case .logistic, .tanh:
      try bytes.expectSigned("factor of a curve", at: at, in: 1...32767)
      try bytes.expectSigned("shift of a curve", at: at + 4, in: 0...30)
    case .softmax where layer.output.elementType == .int8:
      try checkExponentials(layer)
      // Each adds at most 2¹⁹.
      try checkRow(layer, of: 1...4095)
    case .softmax:
      try checkExponentials(layer)
      try checkRow(layer, of: 1...65535)
      try bytes.expectSigned("multiplier", at: at, in: 1 &<< 30...1 &<< 31 - 1)
      // |difference| < 2¹⁶, shifted left by at most 15.
      try bytes.expectSigned("shift of a softmax", at: at + 4, in: -31...15)
    default: break
    }
  }

  /// The exponentials of a softmax: none is negative, and that of 0 is at least 1/2.
  private func checkExponentials(_ layer: IntegerLayer) throws(ModelError) {
    let isWide = layer.weightType == .int32
    for step in 0..<(isWide ? 256 : 513) {
      let place = layer.weights + (isWide ? 4 : 2) * step
      let value = isWide ? place.load(as: Int32.self) : Int32(place.load(as: Int16.self))
      // 0 is the first of 256, or between the last two of 513.
      let half: Int64 = isWide ? (step == 0 ? 1 &<< 30 : 0) : step > 510 ? 1 &<< 14 : 0
      try bytes.expect(
        "exponential of a softmax", Int64(widening: value), at: offset(of: place),
        in: half...1 &<< 31 - 1)
    }
  }

  /// The sum over a row of exponentials fits an Int32.
  private func checkRow(
    _ layer: IntegerLayer, of channels: ClosedRange<Int64>
  ) throws(ModelError) {
    try bytes.expect(
      "channels of a softmax", Int64(widening: layer.output.channels),
      at: offset(of: layer.weights),
      in: channels)
  }

  private func offset<Element>(of pointer: UnsafePointer<Element>) -> Int {
    offset(of: UnsafeRawPointer(pointer))
  }

  private func offset(of pointer: UnsafeRawPointer) -> Int { pointer - bytes.base }
}

extension IntegerLayer {
  /// Largest |accumulator| for any input: |input - zero point| ≤ 255 of int8, 2¹⁵ of int16.
  func accumulatorBound(_ magnitude: Int64, _ channel: Int) -> Int64 {
    // Σ|w| < 2⁴³, since a file has at most 2²⁸ bytes; times 2¹⁵, and 2⁶² on top, stays below 2⁶³.
    magnitude * (input.elementType == .int8 ? 255 : 32768) + bias(channel).magnitudeInt64
  }
}

extension ModelFile.ArrayType {
  /// Largest magnitude of a weight.
  var largestWeight: Int64 {
    switch self {
    case .int4: 7
    case .int16: 32767
    default: 127
    }
  }
}

extension ModelBytes {
  /// Refuses multiplier and shift unless they keep integers of a type, less their zero point, within
  /// an Int32.
  func expectRescaling(
    at offset: Int, of type: ModelFile.ElementType
  ) throws(ModelError) {
    if word(offset) != 0 {
      try expectSigned("multiplier", at: offset, in: 1 &<< 30...1 &<< 31 - 1)
    }
    // Below 2⁸ or 2¹⁶, shifted left.
    let most: Int64 = type == .int8 ? 22 : 15
    try expectSigned("shift of a rescaling", at: offset + 4, in: -31...most)
  }

  /// Refuses an accumulator bound that leaves its type: 48 bits where it is wide, else Int32 before
  /// and after the shift at `shiftAt`.
  func expectAccumulator(_ bound: Int64, isWide: Bool, shiftAt: Int) throws(ModelError) {
    let left = Int64(widening: max(signed(shiftAt), 0))
    let limit: Int64 = isWide ? 1 &<< 47 - 1 : (1 &<< 31 - 1) &>> left
    try expect("largest accumulator of an output channel", bound, at: shiftAt, in: 0...limit)
  }
}

extension Int64 {
  /// At most 2⁶²: far above any bias of a file that is accepted, and sums of it do not overflow.
  fileprivate var magnitudeInt64: Int64 {
    let most: Int64 = 1 &<< 62
    // The smallest number has no opposite.
    if self < -most || self > most { return most }
    return self < 0 ? 0 - self : self
  }
}
