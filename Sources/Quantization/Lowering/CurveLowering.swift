import EdgeRuntime
import FloatModels

/// Logistic function, hyperbolic tangent and softmax: their output's steps are fixed.
extension NetworkLowering {
  mutating func lowerCurve(_ layer: FusedLayer, _ index: Int) throws(QuantizationError) {
    let type = options.plan.activations[index + 1]
    let source = try tensor(layer.input, as: type, for: "\(layer.name).input")
    let input = quantization(source)
    let output = TensorQuantization(curve: layer.operation, as: type)
    let clamp = output.clamp(.none)
    var contents = LayerContents(
      name: layer.name, operation: .softmax, inputs: [source], output: 0,
      clampMin: clamp.lowerBound, clampMax: clamp.upperBound)
    switch (layer.operation, type) {
    case (.logistic, .int8):
      (contents.operation, contents.weights) = (.lookup, .int8(LookupTable.logistic(of: input)))
    case (.tanh, .int8):
      (contents.operation, contents.weights) = (.lookup, .int8(LookupTable.tanh(of: input)))
    case (.softmax, .int8):
      contents.weights = .int32(SoftmaxTables.exponentials(inputScale: input.scale))
    case (.softmax, .int16):
      contents.weights = .int16(SoftmaxTables.interpolated)
      contents.requantizers = [
        try scaling(layer, SoftmaxTables.scaling(inputScale: input.scale), input)
      ]
    default:
      let kind: InterpolatedCurve.Kind = layer.operation == .tanh ? .tanh : .logistic
      contents.operation = kind == .tanh ? .tanh : .logistic
      contents.weights = .int16(InterpolatedCurve.table)
      contents.requantizers = [
        try scaling(
          layer, InterpolatedCurve.scaling(kind, inputScale: input.scale), input)
      ]
    }
    finish(append(contents, output, layer.outputShape))
  }

  private func scaling(
    _ layer: FusedLayer, _ requantizer: Requantizer?, _ input: TensorQuantization
  ) throws(QuantizationError) -> Requantizer {
    guard let requantizer else {
      throw .unsupportedGraph(
        node: layer.name, reason: "one step of its input is \(input.scale), too coarse for int16")
    }
    return requantizer
  }
}

extension TensorQuantization {
  /// The steps of a curve's output, as TensorFlow Lite fixes them: 1/256 from -128 on, 1/128 around
  /// 0 for the hyperbolic tangent; 2⁻¹⁵ of int16.
  init(curve operation: Operation, as type: ModelFile.ElementType) {
    switch (operation, type) {
    case (_, .int16): self.init(elementType: .int16, scale: 0x1p-15, zeroPoint: 0)
    case (.tanh, .int8): self.init(scale: 1 / 128, zeroPoint: 0)
    default: self.init(scale: 1 / 256, zeroPoint: -128)
    }
  }
}
