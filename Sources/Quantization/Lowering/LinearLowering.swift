import EdgeRuntime

/// Layers with weights.
extension NetworkLowering {
  mutating func lowerLinear(_ layer: FusedLayer, _ index: Int) throws(QuantizationError) {
    let source = tensorIndices[layer.input]
    let input = quantization(source)
    let width = options.plan.weights[index]
    let weights = WeightQuantization(
      layer, input: input, width: width,
      scales: options.weightScales[index] ?? WeightQuantization.scales(layer, width))
    let limit: Int64 = weights.hasWideAccumulators ? 1 << 46 : 1 << 30
    guard let largest = weights.accumulatorBounds.max(), largest < limit else {
      throw .unsupportedGraph(
        node: layer.name, reason: "a sum of \(layer.fanIn) products may pass \(limit)")
    }
    if weights.coarsenedChannels > 0 {
      let reason = "\(weights.coarsenedChannels) channels have tiny weights beside their bias"
      warn(.coarsened(layer: layer.name, reason: reason))
    }
    let range = options.ranges[index + 1]
    noteConstant(layer.name, range)
    let output = outputQuantization(layer, index, range, weights, inputScale: input.scale)
    var requantizers: [Requantizer] = []
    for scale in weights.scales {
      let real = Double(input.scale) * Double(scale) / Double(output.scale)
      guard let requantizer = Requantizer(real: real) else {
        throw .unsupportedGraph(node: layer.name, reason: "its scales differ by \(real)")
      }
      requantizers.append(requantizer)
    }
    let clamp = output.clamp(layer.activation)
    let contents = LayerContents(
      name: layer.name, operation: layer.linearOperation, inputs: [source], output: 0,
      weights: weights.weights, bias: weights.bias,
      hasWideAccumulators: weights.hasWideAccumulators, weightScales: weights.scales,
      requantizers: requantizers, clampMin: clamp.lowerBound, clampMax: clamp.upperBound)
    finish(append(contents, output, layer.outputShape), weights: weights)
  }

  /// The calibrated range, unless it is so narrow that accumulators would have to be stretched
  /// by 64 and more, or shifted out of 32 bits, to reach it.
  private mutating func outputQuantization(
    _ layer: FusedLayer, _ index: Int, _ range: ActivationRange, _ weights: WeightQuantization,
    inputScale: Float
  ) -> TensorQuantization {
    let type = options.plan.activations[index + 1]
    var coarsest = 0.0
    for (scale, bound) in zip(weights.scales, weights.accumulatorBounds) {
      let step = Double(inputScale) * Double(scale)
      coarsest = max(coarsest, step / 64)
      if !weights.hasWideAccumulators { coarsest = max(coarsest, step * Double(bound) / 0x1p29) }
    }
    let wanted = freeQuantization(index + 1, as: type)
    guard Double(wanted.scale) < coarsest else { return wanted }
    if range.minimum != range.maximum {
      let reason = "its range \(range.minimum)…\(range.maximum) is narrower than a step of its sum"
      warn(.coarsened(layer: layer.name, reason: reason))
    }
    return TensorQuantization(covering: range, as: type, atLeast: Float(coarsest))
  }

  /// The steps that a tensor takes where it may choose: those of a concatenation that alone reads
  /// it, or its own.
  func freeQuantization(
    _ tensor: Int, as type: ModelFile.ElementType
  ) -> TensorQuantization {
    let readers = fused.readers(ofTensor: tensor)
    if readers.count == 1, case .concatenate = fused.layers[readers[0]].operation,
      options.plan.activations[readers[0] + 1] == type
    {
      return TensorQuantization(covering: options.ranges[readers[0] + 1], as: type)
    }
    return TensorQuantization(covering: options.ranges[tensor], as: type)
  }
}
