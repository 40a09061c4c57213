import EdgeRuntime
import FloatModels

/// Layers without weights.
extension NetworkLowering {
  /// Lowers fused layer `index`.
  mutating func lower(layer index: Int) throws(QuantizationError) {
    let layer = fused.layers[index]
    if let problem = layer.kernelProblem {
      throw .unsupportedGraph(node: layer.name, reason: problem)
    }
    switch layer.operation {
    case .dense, .convolution, .transposedConvolution, .depthwiseConvolution:
      try lowerLinear(layer, index)
    case .averagePool, .maximumPool: passOn(layer)
    case .pad(let edges, let value): try pad(layer, edges, value)
    case .reshape: reshape(layer, index)
    case .mean(let axes): try lowerMean(layer, index, axes)
    case .add: try lowerAddition(layer, index)
    case .concatenate(let axis): try concatenate(layer, index, axis)
    case .relu, .relu6:
      let output = TensorQuantization(
        covering: options.ranges[index + 1], as: options.plan.activations[index + 1])
      finish(
        try rescale(
          tensorIndices[layer.input], to: output, name: layer.name, activation: layer.activation))
    case .logistic, .tanh, .softmax: try lowerCurve(layer, index)
    case .batchNorm:
      throw .unsupportedGraph(node: layer.name, reason: "a batch norm is left over")
    }
  }

  /// Operations that keep the steps of their input.
  private mutating func passOn(_ layer: FusedLayer) {
    let source = tensorIndices[layer.input]
    let steps = quantization(source)
    let operation: IntegerOperation
    switch (layer.operation, layer.kernel) {
    case (.averagePool, let kernel?): operation = .averagePool(kernel)
    case (.maximumPool, let kernel?): operation = .maximumPool(kernel)
    default: operation = .copy
    }
    let clamp = steps.clamp(layer.activation)
    let contents = LayerContents(
      name: layer.name, operation: operation, inputs: [source], output: 0,
      clampMin: clamp.lowerBound, clampMax: clamp.upperBound)
    finish(append(contents, steps, layer.outputShape))
  }

  /// Padding is of the input's steps, unless its value lies beyond them.
  private mutating func pad(
    _ layer: FusedLayer, _ edges: Edges, _ value: Float
  ) throws(QuantizationError) {
    var source = tensorIndices[layer.input]
    let range = quantization(source).range
    if value < range.minimum || value > range.maximum {
      let steps = TensorQuantization(
        covering: ActivationRange(
          minimum: min(range.minimum, value), maximum: max(range.maximum, value)),
        as: quantization(source).elementType)
      source = try rescale(source, to: steps, name: "\(layer.name).input")
    }
    let steps = quantization(source)
    let ends = steps.clamp(.none)
    let contents = LayerContents(
      name: layer.name,
      operation: .pad(top: edges.top, left: edges.left, fill: steps.quantize(value)),
      inputs: [source], output: 0, clampMin: ends.lowerBound, clampMax: ends.upperBound)
    finish(append(contents, steps, layer.outputShape))
  }

  /// A dense layer reads its input as a vector whatever its shape, and so does a score: nothing needs
  /// to be done for them.
  private mutating func reshape(_ layer: FusedLayer, _ index: Int) {
    let readers = fused.readers(ofTensor: index + 1)
    let isScored = readers.isEmpty && options.score != .none && !layers.isEmpty
    let isOnlyAVector =
      !readers.isEmpty
      && readers.allSatisfy {
        if case .dense = fused.layers[$0].operation { true } else { false }
      }
    guard isScored || isOnlyAVector else { return passOn(layer) }
    pass(tensorIndices[layer.input])
  }

  private mutating func lowerMean(
    _ layer: FusedLayer, _ index: Int, _ axes: ReducedAxes
  ) throws(QuantizationError) {
    let type = options.plan.activations[index + 1]
    let source = try tensor(layer.input, as: type, for: "\(layer.name).input")
    let input = quantization(source)
    let output = TensorQuantization(covering: options.ranges[index + 1], as: type)
    let count = layer.inputShape.count / layer.outputShape.count
    guard
      let requantizer = Requantizer(
        meanOf: count, inputScale: input.scale, outputScale: output.scale)
    else {
      throw .unsupportedGraph(node: layer.name, reason: "a mean of \(count) values of its range")
    }
    let clamp = output.clamp(layer.activation)
    let contents = LayerContents(
      name: layer.name, operation: .mean(axes: axes.rawValue), inputs: [source], output: 0,
      requantizers: [requantizer], clampMin: clamp.lowerBound, clampMax: clamp.upperBound)
    finish(append(contents, output, layer.outputShape))
  }

  private mutating func lowerAddition(
    _ layer: FusedLayer, _ index: Int
  ) throws(QuantizationError) {
    let type = options.plan.activations[index + 1]
    let output = freeQuantization(index + 1, as: type)
    var sources: [Int] = []
    for (number, input) in layer.inputs.enumerated() {
      sources.append(try tensor(input, as: type, for: "\(layer.name).input\(number)"))
    }
    let scales = sources.map { quantization($0).scale }
    guard
      let requantizers = Requantizer.addition(
        of: scales[0], scales[1], to: output.scale, type)
    else { throw .unsupportedGraph(node: layer.name, reason: "its ranges differ too much") }
    let clamp = output.clamp(layer.activation)
    let contents = LayerContents(
      name: layer.name, operation: .add, inputs: sources, output: 0, requantizers: requantizers,
      clampMin: clamp.lowerBound, clampMax: clamp.upperBound)
    finish(append(contents, output, layer.outputShape))
  }

  private mutating func concatenate(
    _ layer: FusedLayer, _ index: Int, _ axis: Axis
  ) throws(QuantizationError) {
    let output = TensorQuantization(
      covering: options.ranges[index + 1], as: options.plan.activations[index + 1])
    var sources: [Int] = []
    for (number, tensor) in layer.inputs.enumerated() {
      let source = tensorIndices[tensor]
      sources.append(
        quantization(source) == output
          ? source : try rescale(source, to: output, name: "\(layer.name).input\(number)"))
    }
    let ends = output.clamp(.none)
    let contents = LayerContents(
      name: layer.name, operation: .concatenate(axis: axis.rawValue), inputs: sources, output: 0,
      clampMin: ends.lowerBound, clampMax: ends.upperBound)
    finish(append(contents, output, layer.outputShape))
  }

  /// The integer tensor that stands for a fused one, brought to another element type where need be.
  mutating func tensor(
    _ fusedTensor: Int, as type: ModelFile.ElementType, for name: String
  ) throws(QuantizationError) -> Int {
    let source = tensorIndices[fusedTensor]
    guard quantization(source).elementType != type else { return source }
    // Eight bits have none to spare for the headroom that sixteen have.
    let range = type == .int8 ? options.byteRanges[fusedTensor] : options.ranges[fusedTensor]
    return try rescale(source, to: TensorQuantization(covering: range, as: type), name: name)
  }

  /// Appends a layer that brings a tensor to other steps, and returns the new tensor.
  mutating func rescale(
    _ source: Int, to output: TensorQuantization, name: String,
    activation: FusedActivation = .none
  ) throws(QuantizationError) -> Int {
    let input = quantization(source)
    let real = Double(input.scale) / Double(output.scale)
    guard let requantizer = Requantizer(real: real, rescaling: input.elementType) else {
      throw .unsupportedGraph(node: name, reason: "its scales differ by \(real)")
    }
    let clamp = output.clamp(activation)
    let contents = LayerContents(
      name: name, operation: .rescale, inputs: [source], output: 0, requantizers: [requantizer],
      clampMin: clamp.lowerBound, clampMax: clamp.upperBound)
    return append(contents, output, shape(source))
  }
}
