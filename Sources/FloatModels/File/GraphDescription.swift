/// A graph without its tensors, as it stands in the metadata.
struct GraphDescription: Codable {
  /// Height, width, channels.
  var input: [Int]
  var nodes: [LayerDescription]

  init(_ graph: Graph) {
    input = graph.input.sizes
    nodes = graph.nodes.map(LayerDescription.init)
  }

  /// The graph with the tensors that its nodes name; every tensor of the file must be one of them.
  /// Shapes and attributes are left to `Network` to check.
  func graph(
    tensors: [String: Tensor], _ reader: MetadataReader
  ) throws(FloatModelError) -> Graph {
    guard let input = Shape(sizes: input) else {
      throw reader.refusal(.graph, allowed: "input of 3 dimensions")
    }
    var graph = Graph(input: input, nodes: [])
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
