/// A graph without its tensors, as it stands in the metadata.
struct GraphDescription: Codable {
  struct Layer: Codable {
    var name: String
    var operation: String
    var inputs: [Int]
    var units: Int?
    var filters: Int?
    var kernel: Int?
    var stride: Int?
    var epsilon: Float?
  }

  /// Height, width, channels.
  var input: [Int]
  var nodes: [Layer]

  init(_ graph: Graph) {
    input = [graph.input.height, graph.input.width, graph.input.channels]
    nodes = graph.nodes.map(Layer.init)
  }

  /// The graph with the tensors that its nodes name; every tensor of the file must be one of them.
  /// Shapes and attributes are left to `Network` to check.
  func graph(
    tensors: [String: Tensor], _ reader: MetadataReader
  ) throws(FloatModelError) -> Graph {
    guard input.count == 3 else { throw reader.refusal(.graph, allowed: "input of 3 dimensions") }
    var graph = Graph(
      input: Shape(height: input[0], width: input[1], channels: input[2]), nodes: [])
    var used = 0
    for layer in nodes {
      guard let operation = layer.value else {
        throw reader.refusal(.graph, allowed: "known operations, \(layer.name) is none")
      }
      var node = Node(name: layer.name, operation: operation, inputs: layer.inputs)
      for role in operation.roles {
        node.parameters[role] = tensors["\(layer.name).\(role)"]
        if node.parameters[role] != nil { used += 1 }
      }
      graph.nodes.append(node)
    }
    guard used == tensors.count else {
      throw reader.refusal(.graph, allowed: "a layer for each of the \(tensors.count) tensors")
    }
    return graph
  }
}

extension GraphDescription.Layer {
  init(_ node: Node) {
    self.init(name: node.name, operation: "", inputs: node.inputs)
    switch node.operation {
    case .dense(let units):
      (operation, self.units) = ("dense", units)
    case .convolution(let filters, let kernel, let stride):
      (operation, self.filters, self.kernel, self.stride) = ("convolution", filters, kernel, stride)
    case .transposedConvolution(let filters, let kernel, let stride):
      operation = "transposed_convolution"
      (self.filters, self.kernel, self.stride) = (filters, kernel, stride)
    case .batchNorm(let epsilon):
      (operation, self.epsilon) = ("batch_norm", epsilon)
    case .relu:
      operation = "relu"
    }
  }

  /// The operation, or nil where its name is unknown or an attribute is missing.
  var value: Operation? {
    switch (operation, units, filters, kernel, stride, epsilon) {
    case ("dense", let units?, _, _, _, _): .dense(units: units)
    case ("convolution", _, let filters?, let kernel?, let stride?, _):
      .convolution(filters: filters, kernel: kernel, stride: stride)
    case ("transposed_convolution", _, let filters?, let kernel?, let stride?, _):
      .transposedConvolution(filters: filters, kernel: kernel, stride: stride)
    case ("batch_norm", _, _, _, _, let epsilon?): .batchNorm(epsilon: epsilon)
    case ("relu", _, _, _, _, _): .relu
    default: nil
    }
  }
}

extension Operation {
  /// Names of the parameters that a node of this operation has.
  package var roles: [String] {
    switch self {
    case .dense, .convolution, .transposedConvolution: ["weight", "bias"]
    case .batchNorm: ["gamma", "beta", "mean", "variance"]
    case .relu: []
    }
  }
}
