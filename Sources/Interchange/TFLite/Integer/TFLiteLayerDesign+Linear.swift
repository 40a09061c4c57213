import EdgeRuntime
import FloatModels
import Quantization

/// Layers with weights.
extension TFLiteLayerDesign {
  func linear() throws -> LayerContents {
    let (parameters, operation, channelAxis) = try linearOperation()
    guard input.elementType == output.elementType else {
      throw step.place.unsupported(
        "int8 and int16 in one layer", allowed: "one of them for input and output",
        "put a QUANTIZE operator between them")
    }
    let weights = try model.weights(parameters.weight, step.place)
    let bias = try parameters.bias.map { try model.bias($0, step.place) }
    let channels = output.channels
    let isWide = input.elementType == .int16 && bias?.isWide != false
    try checkBias(isWide: bias?.isWide)
    let scales = try model.weightScales(
      parameters.weight, channelAxis: channelAxis, step.place)
    let requantizers = try scales.map { try requantizer(weightScale: $0, of: scales.count) }
    let clamp = step.activation.clamp(output)
    return LayerContents(
      name: name, operation: operation, inputs: [], output: 0, weights: weights,
      bias: bias?.values ?? [Int64](repeating: 0, count: channels), hasWideAccumulators: isWide,
      weightScales: scales.spread(channels), requantizers: requantizers.spread(channels),
      clampMin: clamp.low, clampMax: clamp.high)
  }

  /// Refuses a bias of a size that the operator's kernels do not read.
  private func checkBias(isWide: Bool?) throws {
    switch (step.operation, input.elementType, isWide) {
    case (_, .int8, true?):
      throw step.place.unsupported(
        "a bias of 64 bits with int8 activations", allowed: "32 bits",
        "quantize the model again to int8 or 16x8")
    case (.depthwiseConvolution, .int16, false?), (.transposedConvolution, .int16, false?):
      throw step.place.unsupported(
        "a bias of 32 bits with int16 activations", allowed: "64 bits",
        "quantize the model again without the option for full integers of 32 bits")
    default: break
    }
  }

  /// The operation, its constants, and the axis of the weights along which outputs differ.
  private func linearOperation() throws -> (TFLiteParameters, IntegerOperation, axis: Int) {
    switch step.operation {
    case .convolution(let parameters, let window):
      return (parameters, .convolution(try geometry(onInput: window)), 0)
    case .depthwiseConvolution(let parameters, _, let window):
      return (parameters, .depthwiseConvolution(try geometry(onInput: window)), 3)
    case .transposedConvolution(let parameters, let window):
      // The gradient of a convolution from the output to the input.
      return (parameters, .transposedConvolution(try geometry(window, output, input)), 0)
    case .dense(let parameters): return (parameters, .fullyConnected, 0)
    default: throw step.place.inconsistent("no weights", expected: "a layer that has some")
    }
  }

  /// From the accumulator's steps to the output's.
  private func requantizer(weightScale: Float, of count: Int) throws -> Requantizer {
    // A fully connected operator multiplies the scales in Float where the weights have one scale
    // for all of them; everything else is in Double.
    let product =
      count == 1 && step.isFullyConnected
      ? Double(input.scale * weightScale) : Double(input.scale) * Double(weightScale)
    return try requantizer(product / Double(output.scale))
  }
}

extension Array {
  /// As it is where it has `count` elements, else its only element so many times.
  fileprivate func spread(_ count: Int) -> [Element] {
    self.count == 1 ? [Element](repeating: self[0], count: count) : self
  }
}
