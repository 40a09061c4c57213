import FloatModels

/// A network as the integer runtime sees it: batch norms folded, ReLUs fused.
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
  /// Node of `graph` that layer `i` computes, without its activation.
  public var layerNodes: [Int]

  /// Folds batch norms and fuses each ReLU whose input nobody else reads.
  /// - Throws: `QuantizationError` for graphs that cannot be executed.
  public init(_ source: Graph) throws(QuantizationError) {
    _ = try source.checkedShapes()
    graph = try source.foldingBatchNorm()
    input = graph.input
    (layers, resultNodes, layerNodes) = ([], [], [])
    try collectLayers()
  }

  /// Shape of tensor `index`.
  public func shape(ofTensor index: Int) -> Shape {
    index == 0 ? input : layers[index - 1].outputShape
  }

  /// The layers that read a tensor, in order.
  public func readers(ofTensor tensor: Int) -> [Int] {
    layers.indices.filter { layers[$0].inputs.contains(tensor) }
  }

  private mutating func collectLayers() throws(QuantizationError) {
    let shapes = try graph.checkedShapes()
    var tensorOfNode = [Node.graphInput: 0]
    for (index, node) in graph.nodes.enumerated() where tensorOfNode[index] == nil {
      let readers = graph.consumers(of: index)
      let fused =
        node.operation.carriesActivation && readers.count == 1
        ? graph.nodes[readers[0]].operation.activation : nil
      var sources: [Int] = []
      for input in node.inputs {
        guard let tensor = tensorOfNode[input] else {
          throw .unsupportedGraph(node: node.name, reason: "its input is not a layer's result")
        }
        sources.append(tensor)
      }
      let parameters =
        node.operation.isLinear ? try node.linearParameters() : (weight: [], bias: [])
      layers.append(
        FusedLayer(
          name: node.name, operation: node.operation, inputs: sources,
          weight: parameters.weight, bias: parameters.bias,
          activation: fused ?? node.operation.activation ?? .none,
          inputShapes: sources.map(shape(ofTensor:)), outputShape: shapes[index]))
      let result = fused == nil ? index : readers[0]
      resultNodes.append(result)
      layerNodes.append(index)
      tensorOfNode[result] = layers.count
    }
  }
}

/// What is done to a layer's result before it is stored.
public enum FusedActivation: Sendable, Hashable {
  case none, relu, relu6

  /// Smallest and largest result.
  public var bounds: (low: Float, high: Float) {
    switch self {
    case .none: (-.infinity, .infinity)
    case .relu: (0, .infinity)
    case .relu6: (0, 6)
    }
  }
}

extension Operation {
  /// The activation that the operation is.
  var activation: FusedActivation? {
    switch self {
    case .relu: .relu
    case .relu6: .relu6
    default: nil
    }
  }

  /// Whether a layer of the operation clamps its result, so that an activation costs nothing.
  var carriesActivation: Bool {
    switch self {
    case .dense, .convolution, .transposedConvolution, .depthwiseConvolution, .averagePool,
      .maximumPool, .add:
      true
    default: false
    }
  }
}
