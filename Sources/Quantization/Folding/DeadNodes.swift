import FloatModels

extension Graph {
  /// The graph without nodes that its output does not depend on.
  func withoutDeadNodes() throws(QuantizationError) -> Graph {
    guard !nodes.isEmpty else {
      throw .unsupportedGraph(node: "graph", reason: "it has no nodes")
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
