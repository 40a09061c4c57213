/// What a layer of an integer network is and costs.
public struct LayerSummary: Sendable, Equatable {
  /// Name of the float node it came from.
  public var name: String
  /// `dense`, `conv 3×3 /2`, `transposed conv 3×3 /2`; ` + ReLU` where it is fused.
  public var kind: String
  /// Output, `height × width × channels`; height and width 1 for a vector.
  public var outputShape: [Int]
  /// Bytes in the model file: weights, bias, requantizers and scales.
  public var bytes: Int
  /// Multiplications for one window; taps in the padding are counted, as the literature does.
  public var multiplications: Int
  /// Reals that the output's integers cover.
  public var range: ActivationRange

  /// Layer `index` of `network`.
  public init(_ network: NetworkContents, layer index: Int) {
    let layer = network.layers[index]
    let input = network.tensors[layer.input]
    let output = network.tensors[layer.output]
    name = layer.name
    // A fused ReLU clamps at the zero point, which its calibration puts at -128.
    let hasReLU = layer.clampMin == output.zeroPoint && output.arenaOffset != nil
    kind = Self.kind(layer.operation) + (hasReLU ? " + ReLU" : "")
    outputShape = [output.height, output.width, output.channels]
    bytes = layer.weights.count + layer.bias.count * (4 + 8 + 4)
    let positions =
      switch layer.operation {
      case .transposedConvolution: input.height * input.width
      case .fullyConnected: 1
      case .convolution: output.height * output.width
      }
    multiplications = positions * layer.weights.count
    range = ActivationRange(
      minimum: output.scale * Float(-128 - output.zeroPoint),
      maximum: output.scale * Float(127 - output.zeroPoint))
  }

  private static func kind(_ operation: LayerOperation) -> String {
    switch operation {
    case .fullyConnected: "dense"
    case .convolution(let height, let width, let stride, _, _):
      "conv \(height)×\(width) /\(stride)"
    case .transposedConvolution(let height, let width, let stride, _, _):
      "transposed conv \(height)×\(width) /\(stride)"
    }
  }
}
