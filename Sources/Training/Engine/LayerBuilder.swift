import FloatModels

/// Turns nodes into layers that can be trained.
struct LayerBuilder {
  /// Of each input.
  let inputs: [Shape]
  let output: Shape
  /// Most samples in a batch.
  let batch: Int
  let workers: Workers

  private var input: Shape { inputs[0] }

  /// The node as a layer, with its weights and its output rounded where `rounding` says so.
  ///
  /// - Parameter parameter: where a role's values and gradients are.
  /// - Throws: `TrainingError.untrainable` for an operation whose gradient is not at hand.
  func layer(
    _ node: Node, _ rounding: FakeQuantization.Node? = nil, parameter: (String) -> Parameter
  ) throws(TrainingError) -> any DifferentiableLayer {
    var layer: any DifferentiableLayer
    if let weights = rounding?.weights {
      let source = parameter("weight")
      let rounded = Parameter(count: source.count)
      layer = RoundedWeightsLayer(
        try plain(node) { $0 == "weight" ? rounded : parameter($0) }, source: source,
        rounded: rounded, weights, channels: parameter("bias").count)
    } else {
      layer = try plain(node, parameter)
    }
    if let grid = rounding?.output {
      layer = RoundedOutputLayer(layer, grid, count: output.count, batch: batch, workers: workers)
    }
    return layer
  }

  private func plain(
    _ node: Node, _ parameter: (String) -> Parameter
  ) throws(TrainingError) -> any DifferentiableLayer {
    switch node.operation {
    case .dense(let units):
      return DenseLayer(
        inputs: input.count, units: units, weight: parameter("weight"), bias: parameter("bias"),
        workers: workers)
    case .convolution(_, let window):
      return ConvolutionLayer(
        geometry: .init(image: input, grid: output, window: window),
        weight: parameter("weight"), bias: parameter("bias"), batch: batch, workers: workers)
    case .transposedConvolution(_, let window):
      return TransposedConvolutionLayer(
        geometry: .init(image: output, grid: input, window: window),
        weight: parameter("weight"), bias: parameter("bias"), batch: batch, workers: workers)
    case .batchNorm(let epsilon):
      return BatchNormLayer(
        shape: input, epsilon: epsilon, parameter: parameter, workers: workers)
    case .relu:
      return ReLULayer(count: input.count, workers: workers)
    case .mean(let axes):
      return MeanLayer(over: axes, from: input, to: output, workers: workers)
    case .maximumPool(let window):
      return MaximumPoolLayer(
        geometry: .init(image: input, grid: output, window: window), workers: workers)
    case .concatenate(let axis):
      return ConcatenationLayer(of: inputs, along: axis)
    case .depthwiseConvolution, .averagePool, .add, .reshape, .pad, .relu6, .logistic,
      .tanh, .softmax:
      throw .untrainable(layer: node.name, operation: node.operation.kind)
    }
  }
}
