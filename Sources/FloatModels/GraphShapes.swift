/// Shapes, derived from the graph's input; everything that execution relies on is checked here.
extension Graph {
  /// Most nodes that a graph may have.
  public static let maximumNodes = 512
  static let maximumDimension = 65536
  static let maximumCount = 1 << 24

  /// Shape of each node's output, in the order of `nodes`.
  ///
  /// - Throws: `GraphError` if the graph cannot be executed: sizes, inputs, attributes, parameter
  ///   roles and parameter shapes are checked, the parameters' values are not.
  public func shapes() throws(GraphError) -> [Shape] {
    guard (1...Self.maximumNodes).contains(nodes.count) else {
      throw .nodeCount(nodes.count)
    }
    try Self.check(input, node: "input")
    var names = Set<String>()
    var shapes: [Shape] = []
    for (index, node) in nodes.enumerated() {
      guard !node.name.isEmpty, names.insert(node.name).inserted else { throw .name(node.name) }
      guard node.inputs.count == 1, let source = node.inputs.first, (-1..<index).contains(source)
      else {
        throw .inputs(node: node.name, found: node.inputs, allowed: "one, from -1 to \(index - 1)")
      }
      let inputShape = source == Node.graphInput ? input : shapes[source]
      let shape = try node.outputShape(input: inputShape)
      try Self.check(shape, node: node.name)
      try node.checkParameters(input: inputShape)
      shapes.append(shape)
    }
    return shapes
  }

  private static func check(_ shape: Shape, node: String) throws(GraphError) {
    let sizes = [shape.height, shape.width, shape.channels]
    // Three factors of at most 2¹⁶ cannot overflow 64 bits.
    guard sizes.allSatisfy({ (1...maximumDimension).contains($0) }), shape.count <= maximumCount
    else {
      throw .activationSize(
        node: node, found: sizes.map(String.init).joined(separator: " × "))
    }
  }
}

extension Node {
  /// Shape of the output for an input of a shape that was checked.
  func outputShape(input: Shape) throws(GraphError) -> Shape {
    switch operation {
    case .dense(let units):
      try check("units", units, 1...Graph.maximumDimension)
      return Shape(vector: units)
    case .convolution(let filters, let kernel, let stride):
      try check(filters: filters, kernel: kernel, stride: stride)
      return Shape(
        height: (input.height + stride - 1) / stride, width: (input.width + stride - 1) / stride,
        channels: filters)
    case .transposedConvolution(let filters, let kernel, let stride):
      try check(filters: filters, kernel: kernel, stride: stride)
      return Shape(
        height: input.height * stride, width: input.width * stride, channels: filters)
    case .batchNorm(let epsilon):
      guard epsilon.isFinite, epsilon > 0 else {
        throw .attribute(node: name, name: "epsilon", found: "\(epsilon)", allowed: "above 0")
      }
      return input
    case .relu:
      return input
    }
  }

  /// Shapes of the parameters by role, for an input of the given shape.
  package func parameterShapes(input: Shape) -> [String: [Int]] {
    switch operation {
    case .dense(let units):
      ["weight": [units, input.count], "bias": [units]]
    case .convolution(let filters, let kernel, _),
      .transposedConvolution(let filters, let kernel, _):
      ["weight": [filters, kernel, kernel, input.channels], "bias": [filters]]
    case .batchNorm:
      [
        "gamma": [input.channels], "beta": [input.channels], "mean": [input.channels],
        "variance": [input.channels],
      ]
    case .relu:
      [:]
    }
  }

  func checkParameters(input: Shape) throws(GraphError) {
    let expected = parameterShapes(input: input)
    guard Set(parameters.keys) == Set(expected.keys) else {
      throw .roles(
        node: name, found: parameters.keys.sorted(), expected: expected.keys.sorted())
    }
    for (role, shape) in expected.sorted(by: { $0.key < $1.key }) {
      guard let tensor = parameters[role], tensor.shape == shape else {
        throw .parameterShape(
          node: name, role: role, found: parameters[role]?.shape ?? [], expected: shape)
      }
    }
  }

  private func check(filters: Int, kernel: Int, stride: Int) throws(GraphError) {
    try check("filters", filters, 1...Graph.maximumDimension)
    try check("kernel", kernel, 1...64)
    try check("stride", stride, 1...64)
  }

  private func check(_ attribute: String, _ value: Int, _ range: ClosedRange<Int>)
    throws(GraphError)
  {
    guard range.contains(value) else {
      throw .attribute(
        node: name, name: attribute, found: "\(value)",
        allowed: "\(range.lowerBound)…\(range.upperBound)")
    }
  }
}
