/// Shapes, derived from the graph's input; everything that execution relies on is checked here.
extension Graph {
  /// Most nodes that a graph may have.
  public static let maximumNodes = 512
  static let maximumDimension = 65536
  static let maximumCount = 1 << 24
  /// Most values that the taps of all positions on one sample may have: half a gigabyte.
  static let maximumColumns = 1 << 27

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
      let counts = node.operation.inputCounts
      guard counts.contains(node.inputs.count), node.inputs.allSatisfy((-1..<index).contains)
      else {
        throw .inputs(
          node: node.name, found: node.inputs,
          allowed: "\(counts.words) of them, from -1 to \(index - 1)")
      }
      let inputs = node.inputs.map { $0 == Node.graphInput ? input : shapes[$0] }
      let shape = try node.outputShape(inputs)
      try Self.check(shape, node: node.name)
      try node.checkParameters(input: inputs[0])
      shapes.append(shape)
    }
    return shapes
  }

  /// Refuses an activation that is empty or too large.
  static func check(_ shape: Shape, node: String) throws(GraphError) {
    let sizes = [shape.height, shape.width, shape.channels]
    // Three factors of at most 2¹⁶ cannot overflow 64 bits.
    guard sizes.allSatisfy({ (1...maximumDimension).contains($0) }), shape.count <= maximumCount
    else { throw .activationSize(node: node, found: "\(shape)") }
  }
}

extension Shape: CustomStringConvertible {
  /// `height × width × channels`
  public var description: String { "\(height) × \(width) × \(channels)" }
}
