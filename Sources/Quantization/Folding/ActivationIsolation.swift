import FloatModels

extension Graph {
  /// Rewrites ReLUs so that each is the only reader of a linear node and none is the last node.
  mutating func isolateActivations() throws(QuantizationError) {
    var result: [Node] = []
    var newIndex = [Node.graphInput: Node.graphInput]
    var shapes = [Node.graphInput: input]
    for (index, node) in nodes.enumerated() {
      var moved = node
      let source = newIndex[node.inputs[0]] ?? node.inputs[0]
      moved.inputs = [source]
      let shape = shapes[source] ?? input
      if node.operation == .relu, source != Node.graphInput, result[source].operation == .relu {
        newIndex[index] = source  // ReLU of ReLU is itself
        continue
      }
      let needsCarrier =
        node.operation == .relu
        && (source == Node.graphInput || consumers(of: node.inputs[0]).count > 1)
      if needsCarrier {
        shapes[result.count] = shape
        result.append(
          .identity(name: node.name + ".carrier", channels: shape.channels, input: source))
        moved.inputs = [result.count - 1]
      }
      shapes[result.count] = try moved.outputShape(of: shape)
      newIndex[index] = result.count
      result.append(moved)
    }
    if let last = result.last, last.operation == .relu {
      let channels = (shapes[result.count - 1] ?? input).channels
      result.append(
        .identity(name: last.name + ".output", channels: channels, input: result.count - 1))
    }
    nodes = result
  }
}

extension Node {
  /// A 1×1 convolution that copies its input.
  static func identity(name: String, channels: Int, input: Int) -> Node {
    var weight = Tensor(shape: [channels, 1, 1, channels])
    for channel in 0..<channels { weight.values[channel * channels + channel] = 1 }
    return Node(
      name: name, operation: .convolution(filters: channels, kernel: 1, stride: 1),
      inputs: [input], parameters: ["weight": weight, "bias": Tensor(shape: [channels])])
  }

  /// Shape of the result for an input of shape `input`; checks the weight's size on the way.
  func outputShape(of input: Shape) throws(QuantizationError) -> Shape {
    let result: Shape
    let fanIn: Int
    switch operation {
    case .dense(let units):
      (result, fanIn) = (Shape(vector: units), input.count)
    case .convolution(let filters, let kernel, let stride):
      result = Shape(
        height: (input.height + stride - 1) / stride, width: (input.width + stride - 1) / stride,
        channels: filters)
      fanIn = kernel * kernel * input.channels
    case .transposedConvolution(let filters, let kernel, let stride):
      result = Shape(
        height: input.height * stride, width: input.width * stride, channels: filters)
      fanIn = kernel * kernel * input.channels
    case .batchNorm, .relu: return input
    }
    let found = parameters["weight"]?.values.count ?? 0
    guard found == fanIn * result.channels else {
      throw .badParameter(
        node: name, role: "weight", found: found, expected: fanIn * result.channels)
    }
    return result
  }
}
