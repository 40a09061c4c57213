import FloatModels

extension Graph {
  /// The same function without batch normalisation.
  ///
  /// A batch norm `y = g·x + h`, with `g = gamma / √(variance + epsilon)` and
  /// `h = beta - g·mean`, disappears into
  ///  - the linear layer before it: `W' = g·W`, `b' = g·b + h` (the layer's own bias included);
  ///  - else the linear layers after it, where that is exact: `W' = W·g`, `b' = b + W·h`. A layer
  ///    that pads, or whose outputs see different numbers of taps, takes `g` but not `h`: zeros
  ///    in the padding come after the batch norm and must not be shifted;
  ///  - else a 1×1 depthwise convolution, which is exact everywhere.
  /// Computed in Double, rounded to Float once a fold.
  /// - Throws: `QuantizationError.badParameter`, `.notFinite`, `.unsupportedGraph`.
  public func foldingBatchNorm() throws(QuantizationError) -> Graph {
    var graph = try self.withoutDeadNodes()
    while graph.nodes.contains(where: { $0.operation.isBatchNorm }) {
      if try graph.foldOneIntoPredecessor() { continue }
      if try graph.foldOneIntoSuccessors() { continue }
      try graph.replaceOneByDepthwiseConvolution()
    }
    return graph
  }

  /// Consumers of node `index`, in order.
  func consumers(of index: Int) -> [Int] {
    nodes.indices.filter { nodes[$0].inputs.contains(index) }
  }

  private mutating func foldOneIntoPredecessor() throws(QuantizationError) -> Bool {
    for index in nodes.indices {
      guard let map = try channelMap(of: index), let input = nodes[index].inputs.first,
        input != Node.graphInput, nodes[input].operation.isLinear, consumers(of: input).count == 1
      else { continue }
      try nodes[input].absorbFollowing(map)
      remove(index, redirectingTo: input)
      return true
    }
    return false
  }

  private mutating func foldOneIntoSuccessors() throws(QuantizationError) -> Bool {
    for index in nodes.indices {
      let readers = consumers(of: index)
      guard let map = try channelMap(of: index), !readers.isEmpty, index != nodes.count - 1,
        readers.allSatisfy({ nodes[$0].operation.absorbsPreceding(map) })
      else { continue }
      for reader in readers { try nodes[reader].absorbPreceding(map) }
      remove(index, redirectingTo: nodes[index].inputs[0])
      return true
    }
    return false
  }

  private mutating func replaceOneByDepthwiseConvolution() throws(QuantizationError) {
    for index in nodes.indices {
      guard let map = try channelMap(of: index) else { continue }
      let channels = map.gain.count
      nodes[index].operation = .depthwiseConvolution(multiplier: 1, .square(1))
      nodes[index].parameters = [
        "weight": Tensor(shape: [1, 1, channels], values: map.gain.map { Float($0) }),
        "bias": Tensor(shape: [channels], values: map.shift.map { Float($0) }),
      ]
      return
    }
  }

  private func channelMap(of index: Int) throws(QuantizationError) -> ChannelMap? {
    guard case .batchNorm(let epsilon) = nodes[index].operation else { return nil }
    return try ChannelMap(batchNorm: nodes[index], epsilon: epsilon)
  }

  /// Takes node `index` out; whoever read it reads `replacement` (an earlier node) instead.
  private mutating func remove(_ index: Int, redirectingTo replacement: Int) {
    nodes.remove(at: index)
    for position in nodes.indices {
      for slot in nodes[position].inputs.indices {
        let source = nodes[position].inputs[slot]
        if source == index {
          nodes[position].inputs[slot] = replacement
        } else if source > index {
          nodes[position].inputs[slot] = source - 1
        }
      }
    }
  }
}

extension Graph {
  /// Shape of each node's result; checks attributes, parameters and their shapes on the way.
  func checkedShapes() throws(QuantizationError) -> [Shape] {
    do { return try shapes() } catch { throw .badGraph(error) }
  }
}
