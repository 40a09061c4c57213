import EdgeRuntime

/// Weights and bias of one layer as integers: symmetric per output channel.
struct WeightQuantization: Equatable {
  /// In the layer's own order.
  var weights: IntegerArray
  /// Real value of one step of a channel's weights; > 0.
  var scales: [Float]
  /// At scale `inputScale · scales[channel]`.
  var bias: [Int64]
  /// Largest |accumulator| of each channel for any input.
  var accumulatorBounds: [Int64]
  /// Channels whose bias is so large beside their weights that their scale had to grow.
  var coarsenedChannels: Int
  /// Whether sums need 64 bits: those of int16 activations, and those of 16-bit weights.
  let hasWideAccumulators: Bool

  /// - Parameters:
  ///   - input: what the layer reads.
  ///   - width: of the weights.
  ///   - scales: real value of one weight step, one an output channel.
  init(_ layer: FusedLayer, input: TensorQuantization, width: WeightWidth, scales natural: [Float])
  {
    hasWideAccumulators = input.elementType == .int16 || width == .bits16
    let largestInput: Int64 = input.elementType == .int8 ? 255 : 32768
    // Of int8 sums |b| ≤ 2^29 leaves room for 255·Σ|w| ≤ 2^29 on 16,000 inputs.
    let most = hasWideAccumulators ? 0x1p45 : 0x1p30
    var integers = [Int32](repeating: 0, count: layer.weight.count)
    (scales, bias, accumulatorBounds, coarsenedChannels) = ([], [], [], 0)
    for channel in 0..<layer.outputs {
      let real = Double(layer.bias[channel])
      let floor = Float(abs(real) / (Double(input.scale) * most / 2))
      if natural[channel] < floor { coarsenedChannels += 1 }
      let scale = max(natural[channel], floor)
      var sum: Int64 = 0
      for position in 0..<layer.fanIn {
        let place = layer.place(channel: channel, position)
        let integer = width.integer(layer.weight[place], scale: scale)
        sum += Int64(integer.magnitude)
        integers[place] = integer
      }
      let step = Double(input.scale) * Double(scale)
      let stored = Int64(
        min(max((real / step).rounded(.toNearestOrAwayFromZero), -most), most))
      scales.append(scale)
      bias.append(stored)
      accumulatorBounds.append(largestInput * sum + abs(stored))
    }
    weights = width.array(integers)
  }

  /// The largest weight of each channel becomes the largest integer. A channel without weights
  /// still has a bias to carry: it takes the layer's widest scale.
  static func wholeRange(_ layer: FusedLayer, _ width: WeightWidth) -> [Float] {
    let largest = (0..<layer.outputs).map { channel in
      layer.row(channel).reduce(Float(0)) { max($0, abs($1)) }
    }
    let widest = largest.max() ?? 0
    let neutral = widest > 0 ? widest / Float(width.largest) : 1
    return largest.map {
      let natural = $0 / Float(width.largest)
      return natural >= .leastNormalMagnitude ? natural : neutral
    }
  }
}

extension WeightWidth {
  /// The integer nearest to a weight, saturated.
  func integer(_ weight: Float, scale: Float) -> Int32 {
    let rounded = (Double(weight) / Double(scale)).rounded(.toNearestOrAwayFromZero)
    return Int32(min(max(rounded, -Double(largest)), Double(largest)))
  }

  /// Integers that fit the width.
  func array(_ integers: [Int32]) -> IntegerArray {
    switch self {
    case .bits4: .int4(integers.map { Int8($0) })
    case .bits8: .int8(integers.map { Int8($0) })
    case .bits16: .int16(integers.map { Int16($0) })
    }
  }
}
