/// What changes in a network's results when something inside of it does.
extension Network {
  /// A node's output where some activations, or some nodes' parameters, are others than those that
  /// `activations` came from. Only what depends on them is computed again.
  ///
  /// - Parameters:
  ///   - node: the last one where nil.
  ///   - activations: every node's output, from `activations(of:batch:)`.
  ///   - input: what they came from, `batch × graph.input.count` values.
  ///   - changes: by node, or `Node.graphInput`: what is to stand for its output.
  ///   - nodes: by node: one of the same operation with other parameters.
  /// - Returns: `batch` samples of the node's shape.
  public func output(
    of node: Int? = nil, replaying activations: [[Float]], input: [Float], batch: Int,
    changing changes: [Int: [Float]] = [:], nodes: [Int: Node] = [:]
  ) -> [Float] {
    let wanted = node ?? graph.nodes.count - 1
    var replaced = changes
    for (index, original) in graph.nodes.enumerated().prefix(wanted + 1)
    where changes[index] == nil {
      guard nodes[index] != nil || original.inputs.contains(where: { replaced[$0] != nil }) else {
        continue
      }
      replaced[index] = forward(nodes[index] ?? original, index, batch: batch) { source in
        replaced[source] ?? (source == Node.graphInput ? input : activations[source])
      }
    }
    return replaced[wanted] ?? activations[wanted]
  }

  /// The output with other parameters, where each result may be changed before others read it.
  ///
  /// - Parameters:
  ///   - input: `batch × graph.input.count` values.
  ///   - nodes: by node: one of the same operation with other parameters.
  ///   - change: called with each node's index and result.
  public func output(
    of input: [Float], batch: Int, nodes: [Int: Node], _ change: (Int, [Float]) -> [Float]
  ) -> [Float] {
    var values: [[Float]] = []
    for (index, original) in graph.nodes.enumerated() {
      let result = forward(nodes[index] ?? original, index, batch: batch) { source in
        source == Node.graphInput ? input : values[source]
      }
      values.append(change(index, result))
    }
    return values.last ?? []
  }

  private func forward(
    _ node: Node, _ index: Int, batch: Int, _ values: (Int) -> [Float]
  ) -> [Float] {
    let sources = node.inputs.map { source in
      (
        shape: source == Node.graphInput ? graph.input : shapes[source], values: values(source)
      )
    }
    return node.forward(sources, batch: batch, to: shapes[index])
  }
}
