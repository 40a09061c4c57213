import FloatModels

extension Graph {
  /// Rewrites ReLUs so that each is the only reader of a linear node and none is the last node.
  mutating func isolateActivations() throws(QuantizationError) {
    let shapes = try checkedShapes()
    var result: [Node] = []
    var newIndex = [Node.graphInput: Node.graphInput]
    for (index, node) in nodes.enumerated() {
      var moved = node
      let source = newIndex[node.inputs[0]] ?? node.inputs[0]
      moved.inputs = [source]
      if node.operation == .relu, source != Node.graphInput, result[source].operation == .relu {
        newIndex[index] = source  // ReLU of ReLU is itself
        continue
      }
      let needsCarrier =
        node.operation == .relu
        && (source == Node.graphInput || consumers(of: node.inputs[0]).count > 1)
      if needsCarrier {
        result.append(
          .identity(name: node.name + ".carrier", channels: shapes[index].channels, input: source))
        moved.inputs = [result.count - 1]
      }
      newIndex[index] = result.count
      result.append(moved)
    }
    if let last = result.last, last.operation == .relu {
      let channels = shapes.last?.channels ?? input.channels
      result.append(
        .identity(name: last.name + ".output", channels: channels, input: result.count - 1))
    }
    nodes = result
  }

  /// Shape of each node's result; checks attributes, parameters and their shapes on the way.
  func checkedShapes() throws(QuantizationError) -> [Shape] {
    do { return try shapes() } catch { throw .badGraph(error) }
  }
}

extension Node {
  /// A 1×1 convolution that copies its input.
  static func identity(name: String, channels: Int, input: Int) -> Node {
    var weight = Tensor(shape: [channels, 1, 1, channels])
    for channel in 0..<channels { weight.values[channel * channels + channel] = 1 }
    return Node(
      name: name, operation: .convolution(filters: channels, .square(1)),
      inputs: [input], parameters: ["weight": weight, "bias": Tensor(shape: [channels])])
  }
}
