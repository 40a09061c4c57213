/// What changes at the output when something inside the network does.
extension Network {
  /// The output where some activations, or some nodes' parameters, are others than those that
  /// `activations` came from. Only what depends on them is computed again.
  ///
  /// - Parameters:
  ///   - activations: every node's output, from `activations(of:batch:)`.
  ///   - input: what they came from, `batch × graph.input.count` values.
  ///   - changes: by node, or `Node.graphInput`: what is to stand for its output.
  ///   - nodes: by node: one of the same operation with other parameters.
  /// - Returns: `batch × outputShape.count` values.
  public func output(
    replaying activations: [[Float]], of input: [Float], batch: Int,
    changing changes: [Int: [Float]] = [:], nodes: [Int: Node] = [:]
  ) -> [Float] {
    var replaced = changes
    for (index, node) in graph.nodes.enumerated() where changes[index] == nil {
      guard nodes[index] != nil || node.inputs.contains(where: { replaced[$0] != nil }) else {
        continue
      }
      let sources = node.inputs.map { source in
        source == Node.graphInput
          ? (shape: graph.input, values: replaced[source] ?? input)
          : (shape: shapes[source], values: replaced[source] ?? activations[source])
      }
      replaced[index] = (nodes[index] ?? node).forward(sources, batch: batch, to: shapes[index])
    }
    let last = graph.nodes.count - 1
    return replaced[last] ?? activations[last]
  }
}
