/// Weights and bias of one layer as integers: symmetric int8 per output channel, Int32 bias.
struct WeightQuantization: Equatable {
  /// `outputs × fanIn`, -127…127.
  var weights: [Int8]
  /// Real value of one step of a channel's weights; > 0.
  var scales: [Float]
  /// At scale `inputScale · scales[channel]`.
  var bias: [Int32]
  /// Largest |accumulator| of each channel for any int8 input: `255·Σ|w| + |b|`.
  var accumulatorBounds: [Int64]
  /// Channels whose bias is so large beside their weights that their scale had to grow.
  var coarsenedChannels: Int

  init(_ layer: FusedLayer, inputScale: Float) {
    let fanIn = layer.fanIn
    let largest = (0..<layer.outputs).map { channel in
      layer.weight[channel * fanIn..<(channel + 1) * fanIn].reduce(Float(0)) { max($0, abs($1)) }
    }
    // A channel without weights still has a bias to carry: it takes the layer's widest scale.
    let widest = largest.max() ?? 0
    let neutral = widest > 0 ? widest / 127 : 1
    weights = []
    weights.reserveCapacity(layer.weight.count)
    (scales, bias, accumulatorBounds, coarsenedChannels) = ([], [], [], 0)
    for channel in 0..<layer.outputs {
      let row = layer.weight[channel * fanIn..<(channel + 1) * fanIn]
      let natural = largest[channel] / 127
      var scale = natural >= .leastNormalMagnitude ? natural : neutral
      // |b| ≤ 2^29 leaves room for 255·Σ|w| ≤ 2^29 on 16,000 inputs.
      let floor = Float(Double(abs(layer.bias[channel])) / (Double(inputScale) * 0x1p29))
      if scale < floor {
        scale = floor
        coarsenedChannels += 1
      }
      append(row, bias: layer.bias[channel], scale: scale, inputScale: inputScale)
    }
  }

  private mutating func append(
    _ row: ArraySlice<Float>, bias real: Float, scale: Float, inputScale: Float
  ) {
    var sum: Int64 = 0
    for weight in row {
      let rounded = (Double(weight) / Double(scale)).rounded(.toNearestOrAwayFromZero)
      let integer = Int8(min(max(rounded, -127), 127))
      sum += Int64(integer.magnitude)
      weights.append(integer)
    }
    let step = Double(inputScale) * Double(scale)
    let limit = 0x1p30
    let integer = (Double(real) / step).rounded(.toNearestOrAwayFromZero)
    let stored = Int32(min(max(integer, -limit), limit))
    scales.append(scale)
    bias.append(stored)
    accumulatorBounds.append(255 * sum + Int64(stored.magnitude))
  }
}
