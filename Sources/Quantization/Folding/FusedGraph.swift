import FloatModels

/// A network as the integer runtime sees it: linear layers only, each with or without a ReLU.
///
/// Tensor 0 is the input, tensor `i + 1` the output of layer `i`.
public struct FusedGraph: Sendable, Equatable {
  /// Shape of tensor 0.
  public var input: Shape
  /// In execution order.
  public var layers: [FusedLayer]
  /// The same function as nodes, for the float forward pass.
  public var graph: Graph
  /// Node of `graph` whose result is tensor `i + 1`.
  public var resultNodes: [Int]

  /// Folds batch norms and fuses ReLUs. A ReLU that no linear layer precedes, or whose input is
  /// also read elsewhere, and a ReLU at the very end (the score takes the last layer before any
  /// clamp) become or get an identity 1×1 convolution.
  /// - Throws: `QuantizationError` for graphs that the runtime cannot compute.
  public init(_ source: Graph) throws(QuantizationError) {
    _ = try source.checkedShapes()
    var folded = try source.foldingBatchNorm()
    try folded.isolateActivations()
    self.graph = folded
    self.input = folded.input
    self.layers = []
    self.resultNodes = []
    try collectLayers()
  }

  /// Shape of tensor `index`.
  public func shape(ofTensor index: Int) -> Shape {
    index == 0 ? input : layers[index - 1].outputShape
  }

  private mutating func collectLayers() throws(QuantizationError) {
    let shapes = try graph.checkedShapes()
    var tensorOfNode = [Node.graphInput: 0]
    for (index, node) in graph.nodes.enumerated() where node.operation.isLinear {
      let readers = graph.consumers(of: index)
      let fused = readers.count == 1 && graph.nodes[readers[0]].operation == .relu
      guard let source = tensorOfNode[node.inputs[0]] else {
        throw .unsupportedGraph(node: node.name, reason: "its input is not a layer's result")
      }
      let (weight, bias) = try node.linearParameters()
      layers.append(
        FusedLayer(
          name: node.name, operation: node.operation, input: source, weight: weight, bias: bias,
          hasReLU: fused, inputShape: shape(ofTensor: source), outputShape: shapes[index]))
      let result = fused ? readers[0] : index
      resultNodes.append(result)
      tensorOfNode[result] = layers.count
    }
  }
}

/// One linear layer and its activation, in float.
public struct FusedLayer: Sendable, Equatable {
  /// Name of the float node.
  public var name: String
  /// `.dense`, `.convolution` or `.transposedConvolution`.
  public var operation: Operation
  /// Tensor it reads.
  public var input: Int
  /// `outputs × fanIn`, in the layout `Operation` names.
  public var weight: [Float]
  /// One an output.
  public var bias: [Float]
  /// Whether a ReLU follows.
  public var hasReLU: Bool
  /// Shape of the tensor it reads.
  public var inputShape: Shape
  /// Shape of its result.
  public var outputShape: Shape

  /// Number of output channels.
  public var outputs: Int { bias.count }
  /// Weights an output channel has.
  public var fanIn: Int { weight.count / bias.count }

  /// Multiplications for one input; taps in the padding are counted, as the literature does.
  public var multiplications: Int {
    switch operation {
    case .transposedConvolution: inputShape.height * inputShape.width * weight.count
    default: outputShape.height * outputShape.width * weight.count
    }
  }
}
