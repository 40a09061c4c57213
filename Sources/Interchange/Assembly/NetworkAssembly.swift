import FloatModels

/// A graph under construction: nodes are checked as they are appended, those that nothing reads are
/// left out at the end.
struct NetworkAssembly {
  /// Bounds for what a hostile file can ask for: nodes, those of no use included, and floats in all
  /// parameters together.
  private static let maximumNodes = 8192
  private static let maximumParameters = 1 << 28

  let input: Shape
  private(set) var nodes: [Node] = []
  private var shapes: [Shape] = []
  private var parameters = 0

  init(input: Shape) { self.input = input }

  /// Shape of a node's output or of the graph's input.
  func shape(of source: Int) -> Shape { source == Node.graphInput ? input : shapes[source] }

  /// Appends a node and returns its index.
  ///
  /// - Parameter name: need not be unique; may hold any characters.
  mutating func append(
    _ name: String, _ operation: Operation, _ inputs: [Int], _ tensors: [String: Tensor] = [:]
  ) throws(InterchangeError.Problem) -> Int {
    let node = Node(
      name: NodeName.cleaned(name, or: operation), operation: operation, inputs: inputs,
      parameters: tensors)
    let shape: Shape
    do throws(GraphError) {
      shape = try self.shape(of: node)
    } catch {
      throw .graph(error)
    }
    parameters += tensors.values.reduce(0) { $0 + $1.values.count }
    guard nodes.count < Self.maximumNodes, parameters <= Self.maximumParameters else {
      throw .unsupportedModel(
        found: "\(nodes.count) layers with \(parameters) parameters, at most \(Self.maximumNodes) "
          + "with \(Self.maximumParameters) are taken over",
        remedy: "a network for a small board has far fewer: export a smaller one")
    }
    nodes.append(node)
    shapes.append(shape)
    return nodes.count - 1
  }

  private func shape(of node: Node) throws(GraphError) -> Shape {
    let inputs = node.inputs.map { shape(of: $0) }
    if case .concatenate(let axis) = node.operation {
      // Checked with the others at the end.
      return inputs.dropFirst().reduce(into: inputs[0]) { $0[axis] += $1[axis] }
    }
    // The node as a graph of its own.
    var alone = node
    alone.inputs = inputs.map { _ in Node.graphInput }
    return try Graph(input: inputs[0], nodes: [alone]).shapes()[0]
  }

  /// The nodes that `output` depends on.
  func graph(output: Int) throws(InterchangeError.Problem) -> Graph {
    guard output != Node.graphInput else {
      throw .unsupportedModel(
        found: "its output is its input, nothing is computed",
        remedy: "export the network with its layers")
    }
    var isNeeded = [Bool](repeating: false, count: output + 1)
    isNeeded[output] = true
    for index in (0...output).reversed() where isNeeded[index] {
      for source in nodes[index].inputs where source != Node.graphInput { isNeeded[source] = true }
    }
    var places = [Int](repeating: 0, count: output + 1)
    var names = UniqueNames()
    var graph = Graph(input: input, nodes: [])
    for index in 0...output where isNeeded[index] {
      var node = nodes[index]
      node.inputs = node.inputs.map { $0 == Node.graphInput ? $0 : places[$0] }
      node.name = names.unique(node.name)
      places[index] = graph.nodes.count
      graph.nodes.append(node)
    }
    do throws(GraphError) {
      _ = try graph.shapes()
      try graph.checkParameterValues()
    } catch {
      throw .graph(error)
    }
    return graph
  }
}
