import FloatModels

/// `y = gain·x + shift` per channel: what a batch norm is once its statistics are fixed.
struct ChannelMap {
  var gain: [Double]
  var shift: [Double]

  init(batchNorm node: Node, epsilon: Float) throws(QuantizationError) {
    let channels = node.parameters["gamma"]?.values.count ?? 0
    let gamma = try node.values("gamma", count: max(channels, 1))
    let beta = try node.values("beta", count: channels)
    let mean = try node.values("mean", count: channels)
    let variance = try node.values("variance", count: channels)
    gain = (0..<channels).map {
      Double(gamma[$0]) / (Double(variance[$0]) + Double(epsilon)).squareRoot()
    }
    let gains = gain
    shift = (0..<channels).map { Double(beta[$0]) - gains[$0] * Double(mean[$0]) }
    guard (gain + shift).allSatisfy(\.isFinite) else {
      throw .notFinite(what: "batch norm \(node.name)")
    }
  }
}

extension Operation {
  var isBatchNorm: Bool { if case .batchNorm = self { true } else { false } }

  /// Has a weight and a bias.
  var isLinear: Bool {
    switch self {
    case .dense, .convolution, .transposedConvolution, .depthwiseConvolution: true
    default: false
    }
  }

  /// Whether `map` in front of the operation can be folded into its parameters exactly.
  func absorbsPreceding(_ map: ChannelMap) -> Bool {
    let shiftless = map.shift.allSatisfy { $0 == 0 }
    return switch self {
    case .dense: true
    case .convolution(_, let window), .depthwiseConvolution(_, let window):
      shiftless || window.padsNothing
    case .transposedConvolution(_, let window):
      shiftless
        || window.taps == 1 && window.strideHeight == 1 && window.strideWidth == 1
          && window.padsNothing
    default: false
    }
  }
}

extension KernelWindow {
  /// Whether every position lies inside the image, whatever its size.
  fileprivate var padsNothing: Bool {
    switch padding {
    case .explicit(let top, let bottom, let left, let right):
      top == 0 && bottom == 0 && left == 0 && right == 0
    // A single tap is never beside the image.
    case .same: taps == 1
    }
  }
}

extension Node {
  /// Parameter `role`, checked to hold `count` finite values.
  func values(_ role: String, count: Int) throws(QuantizationError) -> [Float] {
    guard let tensor = parameters[role], tensor.values.count == count else {
      throw .badParameter(
        node: name, role: role, found: parameters[role]?.values.count ?? 0, expected: count)
    }
    guard tensor.values.allSatisfy(\.isFinite) else {
      throw .notFinite(what: "\(name).\(role)")
    }
    return tensor.values
  }

  /// Weight and bias as `outputs × fanIn` and `outputs`; a missing bias is zero.
  func linearParameters() throws(QuantizationError) -> (weight: [Float], bias: [Float]) {
    let total = parameters["weight"]?.values.count ?? 0
    let outputs: Int
    switch operation {
    case .dense(let units): outputs = units
    case .convolution(let filters, _), .transposedConvolution(let filters, _): outputs = filters
    case .depthwiseConvolution: outputs = parameters["weight"]?.shape.last ?? 0
    default: outputs = 0
    }
    guard outputs > 0, total > 0, total.isMultiple(of: outputs) else {
      throw .badParameter(node: name, role: "weight", found: total, expected: max(outputs, 1))
    }
    let weight = try values("weight", count: total)
    let bias =
      parameters["bias"] == nil
      ? [Float](repeating: 0, count: outputs) : try values("bias", count: outputs)
    return (weight, bias)
  }

  /// Folds a channel map that stands behind this linear node into it.
  mutating func absorbFollowing(_ map: ChannelMap) throws(QuantizationError) {
    var (weight, bias) = try linearParameters()
    guard bias.count == map.gain.count else {
      throw .badParameter(node: name, role: "bias", found: bias.count, expected: map.gain.count)
    }
    for position in weight.indices {
      let output = outputChannel(position, of: weight.count, outputs: bias.count)
      weight[position] = Float(Double(weight[position]) * map.gain[output])
    }
    for output in bias.indices {
      bias[output] = Float(Double(bias[output]) * map.gain[output] + map.shift[output])
    }
    replace(weight: weight, bias: bias)
  }

  /// Folds a channel map that stands in front of this linear node into it.
  mutating func absorbPreceding(_ map: ChannelMap) throws(QuantizationError) {
    var (weight, bias) = try linearParameters()
    let channels = map.gain.count
    guard weight.count.isMultiple(of: channels) else {
      throw .badParameter(node: name, role: "weight", found: weight.count, expected: channels)
    }
    var shifted = bias.map { Double($0) }
    for position in weight.indices {
      let output = outputChannel(position, of: weight.count, outputs: bias.count)
      // Inputs are NHWC, so that the channel is the last axis of all but a depthwise row.
      var input = position % channels
      if case .depthwiseConvolution(let multiplier, _) = operation { input = output / multiplier }
      let old = Double(weight[position])
      shifted[output] += old * map.shift[input]
      weight[position] = Float(old * map.gain[input])
    }
    bias = shifted.map { Float($0) }
    replace(weight: weight, bias: bias)
  }

  private func outputChannel(_ position: Int, of count: Int, outputs: Int) -> Int {
    if case .depthwiseConvolution = operation { return position % outputs }
    return position / (count / outputs)
  }

  private mutating func replace(weight: [Float], bias: [Float]) {
    let shape = parameters["weight"]?.shape ?? [weight.count]
    parameters["weight"] = Tensor(shape: shape, values: weight)
    parameters["bias"] = Tensor(shape: [bias.count], values: bias)
  }
}
