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
  init(_ layer: FusedLayer, input: TensorQuantization, width: WeightGrid, scales natural: [Float]) {
    hasWideAccumulators = input.elementType == .int16 || width == .int16
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
        let integer = width.quantize(layer.weight[place], scale: scale)
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

  /// Real value of one weight step of each output channel.
  ///
  /// A channel without weights still has a bias to carry: it takes the layer's widest scale.
  /// - Parameter importance: E[x²] of each channel of the input; cuts weights where that makes the
  ///   layer's output better. nil lets the largest weight become the largest integer.
  static func scales(
    _ layer: FusedLayer, _ width: WeightGrid, clippingBy importance: [Double]? = nil
  ) -> [Float] {
    let found = (0..<layer.outputs).map { channel -> Float? in
      let row = layer.row(channel)
      guard let importance else { return width.coveringScale(of: row) }
      let weights = row.indices.map {
        importance[layer.inputChannel(channel: channel, $0) % importance.count]
      }
      return width.bestScale(of: row, importance: weights, clipping: true)
    }
    let widest = found.compactMap(\.self).max() ?? 1
    return found.map { $0 ?? widest }
  }
}

extension WeightGrid {
  /// Integers that fit the width.
  func array(_ integers: [Int32]) -> IntegerArray {
    switch bits {
    case 4: .int4(integers.map { Int8($0) })
    case 8: .int8(integers.map { Int8($0) })
    default: .int16(integers.map { Int16($0) })
    }
  }
}
