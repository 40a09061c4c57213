import FloatModels

/// One layer and its activation, in float.
public struct FusedLayer: Sendable, Equatable {
  /// Name of the float node.
  public var name: String
  /// What it computes; `relu` and `relu6` where they stand alone.
  public var operation: Operation
  /// Tensors it reads.
  public var inputs: [Int]
  /// Of a linear layer, in the layout that `Operation` names.
  public var weight: [Float]
  /// Of a linear layer: one an output channel.
  public var bias: [Float]
  /// What follows.
  public var activation: FusedActivation
  /// Shapes of the tensors it reads.
  public var inputShapes: [Shape]
  /// Shape of its result.
  public var outputShape: Shape

  /// The only tensor it reads, or the first.
  public var input: Int { inputs[0] }
  /// Shape of that tensor.
  public var inputShape: Shape { inputShapes[0] }
  /// Whether it has weights and a bias.
  public var isLinear: Bool { operation.isLinear }
  /// Number of output channels.
  public var outputs: Int { outputShape.channels }
  /// Weights an output channel has.
  public var fanIn: Int { weight.count / max(outputs, 1) }

  /// Place of an output channel's weight in `weight`.
  @inline(__always)
  func place(channel: Int, _ position: Int) -> Int {
    if case .depthwiseConvolution = operation { return position * outputs + channel }
    return channel * fanIn + position
  }

  /// The input channel that an output channel's weight meets.
  @inline(__always)
  func inputChannel(channel: Int, _ position: Int) -> Int {
    if case .depthwiseConvolution(let multiplier, _) = operation { return channel / multiplier }
    // Rows hold whole pixels, also of a dense layer's input.
    return position % inputShape.channels
  }

  /// Weights of an output channel.
  func row(_ channel: Int) -> [Float] {
    if case .depthwiseConvolution = operation {
      return (0..<fanIn).map { weight[$0 * outputs + channel] }
    }
    return Array(weight[channel * fanIn..<(channel + 1) * fanIn])
  }
}
