import FloatModels

// How a value gets the shape and order in memory that an operation needs.
extension ONNXImporter {
  static let orderRemedy =
    "reshape and flatten the data only next to dense layers, whose weights can follow"

  /// Appends a node named after its operator or, better, after its weights.
  mutating func append(
    _ operation: Operation, _ inputs: [Int], _ call: ONNXCall,
    _ parameters: [String: Tensor] = [:]
  ) throws(InterchangeError.Problem) -> Int {
    try assembly.append(name(of: call), operation, inputs, parameters)
  }

  /// `encoder.0` of a weight `encoder.0.weight`; otherwise the operator's own name.
  private func name(of call: ONNXCall) -> String {
    if call.node.inputs.count > 1, call.node.inputs[1].hasSuffix(".weight") {
      return String(call.node.inputs[1].dropLast(".weight".count))
    }
    return call.node.name
  }

  /// A node whose image has the given factors as rows, columns and channels.
  mutating func image(
    _ value: ONNXActivation, rows: [AxisFactor], columns: [AxisFactor], channels: [AxisFactor],
    _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> Int {
    let memory = rows + columns + channels
    let source =
      value.memory == memory ? value.source : try permuted(value, to: memory, call)
    return try reshaped(
      source, to: Shape(height: rows.size, width: columns.size, channels: channels.size), call)
  }

  /// The node itself, or a node of the same values in another shape of as many.
  mutating func reshaped(
    _ source: Int, to shape: Shape, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> Int {
    guard assembly.shape(of: source) != shape else { return source }
    return try assembly.append("", .reshape(shape), [source])
  }

  /// The node itself or a reshaped one, such that its innermost `channels` values are its channels.
  ///
  /// - Parameter exactly: false accepts any shape where `channels` is 1.
  mutating func reshaped(
    _ source: Int, toChannels channels: Int, exactly: Bool, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> Int {
    let shape = assembly.shape(of: source)
    if shape.channels == channels || channels == 1 && !exactly { return source }
    return try reshaped(
      source, to: Shape(height: 1, width: shape.count / channels, channels: channels), call)
  }

  /// A node with the elements of `value` in another order in memory, found by changing the order of
  /// the weights that they come from.
  mutating func permuted(
    _ value: ONNXActivation, to memory: [AxisFactor], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> Int {
    var permutation = UnitPermutation(places: memory.places(in: value.memory))
    let node = try permutation.applied(to: value.source, in: &assembly)
    guard let node else {
      throw call.unsupported(
        "its input \(value.sizes.map(String.init).joined(separator: " × ")) would have to be "
          + "transposed in memory", Self.orderRemedy)
    }
    return node
  }
}
