import FloatModels

extension KerasImporter {
  /// What a layer makes of its inputs.
  mutating func result(of call: KerasCall) throws(InterchangeError.Problem) -> KerasActivation {
    guard let kind = KerasLayerClass(rawValue: call.layer.place.name) else {
      throw .unsupportedOperators(
        [call.layer.place], remedy: KerasLayerClass.remedy(for: [call.layer.place.name]))
    }
    switch kind {
    case .sequential, .functional, .model:
      guard let model = call.layer.model.first else { throw KerasModel.damaged("no layers") }
      return try result(of: model, call.inputs, path: call.path)
    case .inputLayer, .dropout, .gaussianDropout, .gaussianNoise, .spatialDropout1D,
      .spatialDropout2D:
      // What is at work in training alone.
      return try call.input()
    case .add, .concatenate: return try joined(kind, call)
    case .dense: return try dense(call)
    case .conv1D, .conv2D: return try convolution(call, directions: kind == .conv1D ? 1 : 2)
    case .conv2DTranspose: return try transposedConvolution(call)
    case .depthwiseConv2D: return try depthwiseConvolution(call)
    case .separableConv2D: return try separableConvolution(call)
    case .batchNormalization: return try batchNormalization(call)
    case .activation:
      return try activated(try call.input(), by: call.layer.config["activation"], call, suffix: "")
    case .reLU: return try rectified(call)
    case .softmax: return try softmax(call)
    case .averagePooling1D, .maxPooling1D: return try pool(kind, call, directions: 1)
    case .averagePooling2D, .maxPooling2D: return try pool(kind, call, directions: 2)
    case .globalAveragePooling1D: return try globalAverage(call, rank: 2)
    case .globalAveragePooling2D: return try globalAverage(call, rank: 3)
    case .flatten, .reshape: return try reshaped(kind, call)
    case .zeroPadding2D: return try padded(call)
    }
  }

  /// The node of a value in the shape that its axes say. Flatten and Reshape leave it as it is.
  mutating func node(_ value: KerasActivation) throws(InterchangeError.Problem) -> Int {
    let shape = value.sizes.keras
    guard assembly.shape(of: value.source) != shape else { return value.source }
    return try assembly.append("", .reshape(shape), [value.source])
  }

  /// A node's output with the axes that its shape has.
  func activation(_ node: Int, rank: Int) -> KerasActivation {
    let shape = assembly.shape(of: node)
    let sizes = [shape.height, shape.width, shape.channels]
    return KerasActivation(source: node, sizes: Array(sizes[(3 - rank)...]))
  }
}
