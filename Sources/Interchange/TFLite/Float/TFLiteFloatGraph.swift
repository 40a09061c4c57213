import FloatModels

/// Builds the float graph of a model, step by step.
struct TFLiteFloatGraph {
  let model: TFLiteModel
  let steps: TFLiteSteps
  /// Whether integer weights of float operators are taken as the floats that they stand for.
  let dequantizesWeights: Bool
  private var assembly: NetworkAssembly
  private var names = UniqueNames()
  /// Constants that are integers in the file although no operator of its own makes floats of them.
  private(set) var dequantizedCount = 0
  /// The node that makes a tensor.
  private var nodes: [Int: Int] = [:]

  init(_ model: TFLiteModel, _ steps: TFLiteSteps, dequantizingWeights: Bool) {
    dequantizesWeights = dequantizingWeights
    self.model = model
    self.steps = steps
    assembly = NetworkAssembly(input: steps.inputShape)
    nodes[steps.input] = Node.graphInput
  }

  /// The graph whose output is the model's.
  mutating func graph() throws -> Graph {
    for step in steps.steps {
      guard model.tensors[step.format].element == .float32 else {
        throw step.place.unsupported(
          "an output of \(model.tensors[step.format].typeName) in a network of floats",
          allowed: "FLOAT32", "quantize the whole network, or none of it")
      }
      let name = names.unique(
        TFLiteNames.layer(
          model.tensors[step.format].name, or: step.place.name.lowercased(),
          isLinear: step.operation.isLinear))
      let node = try append(step, name)
      nodes[step.output] = try activated(node, step, name)
    }
    return try assembly.graph(output: nodes[steps.output] ?? Node.graphInput)
  }

  /// Appends the node of a step, without its activation.
  private mutating func append(_ step: TFLiteStep, _ name: String) throws -> Int {
    let inputs = try step.inputs.map { tensor in
      guard let node = nodes[tensor] else {
        throw step.place.inconsistent("an input that is not there", expected: "an earlier output")
      }
      return node
    }
    switch step.operation {
    case .dense, .convolution, .depthwiseConvolution, .transposedConvolution:
      return try appendLinear(step, name, inputs)
    case .addConstant(let constant, let isSubtracted):
      return try appendSum(step, name, inputs[0], try channels(constant, step), isSubtracted)
    case .multiplyConstant(let constant):
      return try appendScale(step, name, inputs[0], gamma: try channels(constant, step), beta: nil)
    default:
      return try assembly.append(name, try plain(step), inputs)
    }
  }

  /// The operation of a step without parameters.
  private mutating func plain(_ step: TFLiteStep) throws -> Operation {
    switch step.operation {
    case .averagePool(let window): return .averagePool(window)
    case .maximumPool(let window): return .maximumPool(window)
    case .mean(let axes): return .mean(axes)
    case .add: return .add
    case .concatenate(let axis): return .concatenate(axis)
    case .pad(let edges, let value):
      var fill: Float = 0
      if let value { fill = try floats(value, step).first ?? 0 }
      return .pad(edges, value: fill)
    case .relu: return .relu
    case .relu6: return .relu6
    case .logistic: return .logistic
    case .tanh: return .tanh
    case .softmax: return .softmax
    case .reluMinusOneToOne: throw refusedClamp(step)
    default: return .reshape(step.shape)
    }
  }

  private mutating func appendLinear(
    _ step: TFLiteStep, _ name: String, _ inputs: [Int]
  ) throws -> Int {
    let (parameters, operation): (TFLiteParameters, Operation)
    let channels = step.shape.channels
    switch step.operation {
    case .convolution(let found, let window):
      (parameters, operation) = (found, .convolution(filters: channels, window))
    case .transposedConvolution(let found, let window):
      (parameters, operation) = (found, .transposedConvolution(filters: channels, window))
    case .depthwiseConvolution(let found, let multiplier, let window):
      (parameters, operation) = (found, .depthwiseConvolution(multiplier: multiplier, window))
    case .dense(let found): (parameters, operation) = (found, .dense(units: channels))
    default: return Node.graphInput
    }
    var bias = [Float](repeating: 0, count: channels)
    if let index = parameters.bias { bias = try floats(index, step) }
    var shape = model.tensors[parameters.weight].shape.compactMap { $0 }
    switch operation {
    // Its first axis is a 1 that stands for nothing.
    case .depthwiseConvolution: shape.removeFirst()
    // A matrix for each position of an image.
    case .convolution where shape.count == 2: shape.insert(contentsOf: [1, 1], at: 1)
    default: break
    }
    return try assembly.append(
      name, operation, inputs,
      [
        "weight": Tensor(shape: shape, values: try floats(parameters.weight, step)),
        "bias": Tensor(shape: [channels], values: bias),
      ])
  }

  /// A constant added: to the bias of the layer that made the input, or else as a batch norm.
  private mutating func appendSum(
    _ step: TFLiteStep, _ name: String, _ input: Int, _ constant: [Float],
    _ isSubtracted: Bool
  ) throws -> Int {
    let shift = isSubtracted ? constant.map { -$0 } : constant
    guard input != Node.graphInput else {
      return try appendScale(step, name, input, gamma: nil, beta: shift)
    }
    var node = assembly.nodes[input]
    let role = node.parameters["bias"] == nil ? "beta" : "bias"
    guard let bias = node.parameters[role], bias.values.count == shift.count else {
      return try appendScale(step, name, input, gamma: nil, beta: shift)
    }
    // A layer like the one before; that one is left out unless others read it.
    node.parameters[role] = Tensor(shape: bias.shape, values: zip(bias.values, shift).map(+))
    return try assembly.append(node.name, node.operation, node.inputs, node.parameters)
  }

  private mutating func appendScale(
    _ step: TFLiteStep, _ name: String, _ input: Int, gamma: [Float]?, beta: [Float]?
  ) throws -> Int {
    let count = step.shape.channels
    func vector(_ values: [Float]?, or value: Float) -> Tensor {
      Tensor(shape: [count], values: values ?? [Float](repeating: value, count: count))
    }
    // So small beside the variance of 1 that it is lost in a Float.
    return try assembly.append(
      name, .batchNorm(epsilon: 1e-12), [input],
      [
        "gamma": vector(gamma, or: 1), "beta": vector(beta, or: 0), "mean": vector(nil, or: 0),
        "variance": vector(nil, or: 1),
      ])
  }

  /// The node with the step's activation on top.
  private mutating func activated(
    _ node: Int, _ step: TFLiteStep, _ name: String
  ) throws -> Int {
    switch step.activation {
    case .none: return node
    case .relu: return try assembly.append("\(name).relu", .relu, [node])
    case .relu6: return try assembly.append("\(name).relu6", .relu6, [node])
    case .reluMinusOneToOne: throw refusedClamp(step)
    }
  }

  private func refusedClamp(_ step: TFLiteStep) -> TFLiteProblem {
    step.place.unsupported(
      "an activation of -1…1 on floats", allowed: "ReLU, ReLU6, logistic, tanh",
      "build the network with another activation, or quantize it")
  }

  /// A constant of one value a channel, or of one for all of them.
  private mutating func channels(_ constant: Int, _ step: TFLiteStep) throws -> [Float] {
    let values = try floats(constant, step)
    let count = step.shape.channels
    return values.count == count ? values : [Float](repeating: values.first ?? 0, count: count)
  }

  /// A constant as floats; integers among those that float operators read are counted.
  private mutating func floats(_ constant: Int, _ step: TFLiteStep) throws -> [Float] {
    let isInteger = [.int8, .int16].contains(model.tensors[constant].element)
    if isInteger, !steps.dequantized.contains(constant) { dequantizedCount += 1 }
    return try model.floats(
      constant, isDequantized: dequantizesWeights || steps.dequantized.contains(constant),
      step.place)
  }
}
