import FloatModels

// Numbers that multiply an activation or are added to it, each along some of its axes.
extension ONNXImporter {
  /// Add, Sub, Mul or Div with a constant, as a batch norm that has learned it. What is added to the
  /// output of a layer with a bias becomes part of the bias.
  mutating func scaled(
    _ kind: ONNXOperator, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    guard call.arguments.count == 2 else { throw call.invalid("its inputs are not two") }
    let data = call.arguments[0].isActivation ? 0 : 1
    guard !call.arguments[1 - data].isActivation else {
      throw call.unsupported(
        "both of its inputs depend on the network's input", "combine branches by Add or Concat")
    }
    let value = try call.activation(data)
    let constant = try call.constant(1 - data)
    let (scale, shift): ((Float) -> Float, (Float) -> Float)
    switch (kind, data) {
    case (.add, _): (scale, shift) = ({ _ in 1 }, { $0 })
    case (.sub, 0): (scale, shift) = ({ _ in 1 }, { -$0 })
    case (.sub, _): (scale, shift) = ({ _ in -1 }, { $0 })
    case (.mul, _): (scale, shift) = ({ $0 }, { _ in 0 })
    case (.div, 0): (scale, shift) = ({ 1 / $0 }, { _ in 0 })
    default:
      throw call.unsupported("of a constant by the network's data", "multiply instead")
    }
    let along = try varyingFactors(constant, value, call)
    let spread = try spread(constant.floats, along: along, value, call)
    if kind == .add || kind == .sub && data == 0,
      let node = try biased(spread.source, by: spread.values.map(shift), call)
    {
      return ONNXActivation(source: node, memory: value.memory, axes: value.axes)
    }
    return try scaled(
      value, spread.source, gamma: spread.values.map(scale), beta: spread.values.map(shift), call)
  }

  private mutating func scaled(
    _ value: ONNXActivation, _ source: Int, gamma: [Float], beta: [Float], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    func tensor(_ values: [Float]) -> Tensor { Tensor(shape: [values.count], values: values) }
    var (source, gamma, beta) = (source, gamma, beta)
    if let before = scaling(source), before.gamma.count == gamma.count {
      // (x · g + b) · gamma + beta in one: a batch norm often comes as Mul and Add.
      source = assembly.nodes[source].inputs[0]
      beta = beta.indices.map { before.beta[$0] * gamma[$0] + beta[$0] }
      gamma = zip(before.gamma, gamma).map { $0 * $1 }
    }
    var result = value
    result.source = try append(
      .batchNorm(epsilon: Self.scalingEpsilon), [source], call,
      [
        "gamma": tensor(gamma), "beta": tensor(beta), "mean": Tensor(shape: [gamma.count]),
        "variance": Tensor(shape: [gamma.count], repeating: 1),
      ])
    return result
  }

  /// So small beside the variance of 1 that it is lost in a Float.
  private static var scalingEpsilon: Float { 1e-12 }

  /// Factors and sums of a node that was made by `scaled`.
  private func scaling(_ source: Int) -> (gamma: [Float], beta: [Float])? {
    guard source != Node.graphInput,
      assembly.nodes[source].operation == .batchNorm(epsilon: Self.scalingEpsilon),
      let gamma = assembly.nodes[source].parameters["gamma"],
      let beta = assembly.nodes[source].parameters["beta"]
    else { return nil }
    return (gamma.values, beta.values)
  }

  mutating func batchNormalization(
    _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    guard try call.integer("training_mode", or: 0) == 0, try call.integer("spatial", or: 1) == 1
    else { throw call.unsupported("in training mode", "export it after model.eval()") }
    var value = try call.activation(0)
    let channels = value.axes[0]
    var parameters: [String: Tensor] = [:]
    for (index, role) in ["gamma", "beta", "mean", "variance"].enumerated() {
      let constant = try call.constant(index + 1)
      guard constant.dimensions == [channels.size] else {
        throw call.invalid(
          "\(role) of shape \(constant.dimensions) for \(channels.size) channels")
      }
      let spread = try spread(constant.floats, along: channels, value, call)
      value.source = spread.source
      parameters[role] = Tensor(shape: [spread.values.count], values: spread.values)
    }
    return try appended(
      .batchNorm(epsilon: call.float("epsilon", or: 1e-5)), to: value, call, parameters)
  }

  /// A constant's values for the channels of a node that has the elements of `value`.
  ///
  /// - Parameters:
  ///   - values: in row-major order of `factors`, which are some of the value's.
  /// - Returns: the node, reshaped where its channels are not those innermost factors of memory that
  ///   the constant varies along.
  private mutating func spread(
    _ values: [Float], along factors: [AxisFactor], _ value: ONNXActivation, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> (source: Int, values: [Float]) {
    guard !factors.isEmpty else {
      let channels = assembly.shape(of: value.source).channels
      return (value.source, [Float](repeating: values[0], count: channels))
    }
    let first = value.memory.firstIndex { factors.contains($0) } ?? 0
    let channels = Array(value.memory[first...])
    let source = try reshaped(value.source, toChannels: channels.size, exactly: true, call)
    return (source, channels.places(in: factors).map { values[$0] })
  }

  /// The factors of those axes that a constant has more than one value along, after broadcasting.
  private func varyingFactors(
    _ constant: ONNXConstant, _ value: ONNXActivation, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> [AxisFactor] {
    let rank = value.axes.count + 1
    let missing = rank - constant.dimensions.count
    let sizes = [Int](repeating: 1, count: max(missing, 0)) + constant.dimensions
    let fits =
      missing >= 0 && sizes[0] == 1
      && zip(sizes.dropFirst(), value.sizes).allSatisfy { $0 == 1 || $0 == $1 }
    guard fits else {
      throw call.unsupported(
        "a constant of shape \(constant.dimensions) with data of \(value.sizes)",
        "use a number, a vector with a number a channel, or an array of the data's shape")
    }
    return zip(sizes.dropFirst(), value.axes).flatMap { $0 == 1 ? [] : $1 }
  }

  /// A layer like `source` with numbers added to its bias; nil where it has none.
  private mutating func biased(
    _ source: Int, by shift: [Float], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> Int? {
    guard source != Node.graphInput, let bias = assembly.nodes[source].parameters["bias"],
      bias.values.count == shift.count
    else { return nil }
    var node = assembly.nodes[source]
    node.parameters["bias"] = Tensor(
      shape: bias.shape, values: zip(bias.values, shift).map { $0 + $1 })
    return try assembly.append(node.name, node.operation, node.inputs, node.parameters)
  }
}
