import FloatModels

extension Graph {
  /// The graph without nodes that its output does not depend on; checks that every node
  /// reads exactly one earlier result and does what integers can.
  func withoutDeadNodes() throws(QuantizationError) -> Graph {
    guard !nodes.isEmpty else {
      throw .unsupportedGraph(node: "graph", reason: "it has no nodes")
    }
    for (index, node) in nodes.enumerated() {
      guard node.inputs.count == 1, node.inputs[0] >= Node.graphInput, node.inputs[0] < index else {
        throw .unsupportedGraph(
          node: node.name, reason: "reads \(node.inputs), expected one earlier result")
      }
      guard node.operation.isSupported else {
        throw .unsupportedGraph(
          node: node.name, reason: "the runtime has no \(node.operation.kind) of this kind")
      }
    }
    var alive = Set<Int>()
    var pending = [nodes.count - 1]
    while let index = pending.popLast() {
      guard index != Node.graphInput, alive.insert(index).inserted else { continue }
      pending += nodes[index].inputs
    }
    let kept = alive.sorted()
    var position = [Node.graphInput: Node.graphInput]
    for (new, old) in kept.enumerated() { position[old] = new }
    var result = Graph(input: input, nodes: kept.map { nodes[$0] })
    for index in result.nodes.indices {
      result.nodes[index].inputs = result.nodes[index].inputs.map { position[$0] ?? $0 }
    }
    return result
  }
}

extension Operation {
  /// Whether the integer runtime has it.
  fileprivate var isSupported: Bool {
    switch self {
    case .dense, .batchNorm, .relu: true
    case .convolution(_, let window), .transposedConvolution(_, let window):
      window == .square(window.height, stride: window.strideHeight)
    default: false
    }
  }
}
