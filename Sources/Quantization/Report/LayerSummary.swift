import EdgeRuntime

/// What a layer of an integer network is and costs.
public struct LayerSummary: Sendable, Equatable {
  /// Name of the float node it came from.
  public var name: String
  /// `dense`, `conv 3×3 /2`, `transposed conv 3×3 /2`; ` + ReLU` or ` + ReLU6` where it is fused.
  public var kind: String
  /// Output, `height × width × channels`; height and width 1 for a vector.
  public var outputShape: [Int]
  /// Bytes in the model file: weights, bias, requantizers and scales.
  public var bytes: Int
  /// Multiplications for one window; taps in the padding are counted, as the literature does.
  public var multiplications: Int
  /// What the output's integers are.
  public var elementType: ModelFile.ElementType
  /// Bits of a weight; nil where there are none.
  public var weightBits: Int?
  /// Reals that the output's integers cover.
  public var range: ActivationRange

  /// Layer `index` of `network`.
  public init(_ network: NetworkContents, layer index: Int) {
    let layer = network.layers[index]
    let input = network.tensors[layer.inputs[0]]
    let output = network.tensors[layer.output]
    name = layer.name
    kind = Self.kind(layer.operation) + Self.activation(layer, output)
    elementType = output.elementType
    weightBits = layer.operation.isLinear ? layer.weights.bits : nil
    outputShape = [output.height, output.width, output.channels]
    bytes =
      layer.weights.byteCount + layer.bias.count * (layer.hasWideAccumulators ? 8 : 4)
      + layer.requantizers.count * 8 + layer.weightScales.count * 4
      + layer.weightSums(input).count * 4
    let positions =
      switch layer.operation {
      case .transposedConvolution: input.height * input.width
      case .fullyConnected: 1
      case .convolution, .depthwiseConvolution: output.height * output.width
      default: 0
      }
    multiplications = positions * layer.weights.count
    let integers = output.elementType.range
    range = ActivationRange(
      minimum: output.scale * Float(integers.lowerBound - Int64(output.zeroPoint)),
      maximum: output.scale * Float(integers.upperBound - Int64(output.zeroPoint)))
  }

  /// A fused ReLU clamps at the zero point, where calibration puts the end of int8. (So it does for a
  /// layer that was never seen below zero, which is as good as one with a ReLU.)
  private static func activation(_ layer: LayerContents, _ output: TensorContents) -> String {
    guard output.arenaOffset != nil, layer.operation.mayClamp, layer.clampMin == output.zeroPoint
    else { return "" }
    return Int64(layer.clampMax) < output.elementType.range.upperBound ? " + ReLU6" : " + ReLU"
  }

  private static func kind(_ operation: IntegerOperation) -> String {
    switch operation {
    case .fullyConnected: "dense"
    case .convolution(let kernel): "conv \(size(kernel))"
    case .transposedConvolution(let kernel): "transposed conv \(size(kernel))"
    case .depthwiseConvolution(let kernel): "depthwise conv \(size(kernel))"
    case .averagePool(let kernel): "average pool \(size(kernel))"
    case .maximumPool(let kernel): "max pool \(size(kernel))"
    case .mean: "mean"
    case .add: "add"
    case .concatenate: "concatenate"
    case .pad: "pad"
    case .copy: "reshape"
    case .rescale: "rescale"
    case .lookup: "lookup"
    case .logistic: "logistic"
    case .tanh: "tanh"
    case .softmax: "softmax"
    }
  }

  private static func size(_ kernel: KernelGeometry) -> String {
    let strides =
      kernel.strideHeight == kernel.strideWidth
      ? "\(kernel.strideHeight)" : "\(kernel.strideHeight)×\(kernel.strideWidth)"
    return "\(kernel.height)×\(kernel.width) /\(strides)"
  }
}

extension IntegerOperation {
  /// Whether an activation may be fused into it; others say what their input was.
  fileprivate var mayClamp: Bool {
    switch self {
    case .fullyConnected, .convolution, .transposedConvolution, .depthwiseConvolution, .add,
      .rescale:
      true
    default: false
    }
  }
}
