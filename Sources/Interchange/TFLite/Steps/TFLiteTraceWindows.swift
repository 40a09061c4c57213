import FloatModels

/// Operators that weigh their input, and pools.
extension TFLiteTrace {
  mutating func followLinear(_ step: TFLiteOperator, _ output: Int) throws {
    switch step.operation {
    case .convolution(let window, let activation):
      let input = try image(step, 0)
      let (parameters, kernel) = try convolution(step, window, channels: input.shape.channels)
      try noteWindow(
        step, .convolution(parameters, kernel), kernel, input, output, activation,
        channels: try constantShape(step, parameters.weight)[0])
    case .depthwiseConvolution(let window, let activation):
      let input = try image(step, 0)
      let channels = input.shape.channels
      let (parameters, multiplier, kernel) = try depthwise(step, window, channels: channels)
      try noteWindow(
        step, .depthwiseConvolution(parameters, multiplier: multiplier, kernel), kernel, input,
        output, activation, channels: channels * multiplier)
    case .fullyConnected(let keepsDimensions, let activation):
      try followFullyConnected(step, output, keepsDimensions, activation)
    case .transposedConvolution(let window, let activation):
      try followTransposed(step, output, window, activation)
    default: break
    }
  }

  mutating func followPool(
    _ step: TFLiteOperator, _ output: Int, _ window: TFLiteWindow, _ activation: TFLiteActivation
  ) throws {
    try step.check(inputs: 1...1)
    let input = try image(step, 0)
    let kernel = KernelWindow(window, height: window.height, width: window.width)
    let operation: TFLiteStep.Operation =
      step.builtin == .averagePool ? .averagePool(kernel) : .maximumPool(kernel)
    try noteWindow(
      step, operation, kernel, input, output, activation, channels: input.shape.channels)
  }

  /// Notes a step whose output has one element for each position of a window.
  private mutating func noteWindow(
    _ step: TFLiteOperator, _ operation: TFLiteStep.Operation, _ kernel: KernelWindow,
    _ input: (tensor: Int, shape: Shape), _ output: Int, _ activation: TFLiteActivation,
    channels: Int
  ) throws {
    let computed = try step.grid(of: kernel, on: input.shape, channels: channels)
    try note(
      step, operation, inputs: [input.tensor], output: output, computed: computed,
      shape: [1, computed.height, computed.width, computed.channels], activation: activation)
  }

  /// Weights (OHWI), bias and window of a convolution.
  func convolution(
    _ step: TFLiteOperator, _ window: TFLiteWindow, channels: Int
  ) throws -> (TFLiteParameters, KernelWindow) {
    try step.check(inputs: 2...3)
    let parameters = try parameters(step, weight: 1, bias: 2)
    let shape = try weightShape(step, parameters.weight, axes: 4)
    guard shape[3] == channels else {
      let isGrouped = shape[3] > 0 && channels % shape[3] == 0
      throw isGrouped
        ? step.unsupported(
          "\(channels / shape[3]) groups", allowed: "1 group, or depthwise",
          "build the network without grouped convolutions")
        : step.inconsistent(
          "weights of shape \(shape.shapeWords)",
          expected: "… × \(channels) channels")
    }
    try check(step, bias: parameters.bias, count: shape[0])
    return (parameters, KernelWindow(window, height: shape[1], width: shape[2]))
  }

  /// Weights (1 × height × width × outputs), bias, outputs a channel and window.
  func depthwise(
    _ step: TFLiteOperator, _ window: TFLiteWindow, channels: Int
  ) throws -> (TFLiteParameters, multiplier: Int, KernelWindow) {
    try step.check(inputs: 2...3)
    let parameters = try parameters(step, weight: 1, bias: 2)
    let shape = try weightShape(step, parameters.weight, axes: 4)
    guard shape[0] == 1, shape[3] % channels == 0 else {
      throw step.inconsistent(
        "weights of shape \(shape.shapeWords)",
        expected: "1 × … × a multiple of \(channels) channels")
    }
    try check(step, bias: parameters.bias, count: shape[3])
    return (
      parameters, shape[3] / channels, KernelWindow(window, height: shape[1], width: shape[2])
    )
  }

  func parameters(
    _ step: TFLiteOperator, weight: Int, bias: Int
  ) throws -> TFLiteParameters {
    guard let weights = try constant(step, weight) else {
      throw step.inconsistent("no weights", expected: "a constant")
    }
    return TFLiteParameters(weight: weights, bias: try constant(step, bias))
  }

  /// The shape of weights, none of whose sizes is 0.
  func weightShape(_ step: TFLiteOperator, _ weight: Int, axes: Int) throws -> [Int] {
    let shape = try constantShape(step, weight)
    let kernel = axes == 4 ? Array(shape.dropFirst().prefix(2)) : []
    guard shape.count == axes, shape.allSatisfy(TFLiteModel.sizes.contains),
      kernel.allSatisfy(TFLiteModel.windowSizes.contains)
    else {
      throw step.inconsistent(
        "weights of shape \(shape.shapeWords)",
        expected: "\(axes) axes of 1…\(TFLiteModel.sizes.upperBound)"
          + (axes == 4 ? ", kernels up to \(TFLiteModel.windowSizes.upperBound)" : ""))
    }
    return shape
  }

  func check(_ step: TFLiteOperator, bias: Int?, count: Int) throws {
    guard let bias else { return }
    let shape = try constantShape(step, bias)
    guard shape.reduce(1, *) == count else {
      throw step.inconsistent(
        "a bias of shape \(shape.shapeWords)", expected: "\(count)")
    }
  }

  /// Each row of the input by itself: several rows are the positions of a 1 × 1 convolution.
  private mutating func followFullyConnected(
    _ step: TFLiteOperator, _ output: Int, _ keepsDimensions: Bool, _ activation: TFLiteActivation
  ) throws {
    try step.check(inputs: 2...3)
    let (tensor, shape) = try self.activation(step, 0)
    let parameters = try parameters(step, weight: 1, bias: 2)
    let weights = try weightShape(step, parameters.weight, axes: 2)
    try check(step, bias: parameters.bias, count: weights[0])
    let count = shape.reduce(1, *)
    guard count % weights[1] == 0 else {
      throw step.inconsistent(
        "\(count) inputs", expected: "a multiple of the weights' \(weights[1])")
    }
    let rows = count / weights[1]
    let result = keepsDimensions ? Array(shape.dropLast()) + [weights[0]] : [rows, weights[0]]
    guard rows > 1 else {
      return try note(
        step, .dense(parameters), inputs: [tensor], output: output,
        computed: Shape(vector: weights[0]), shape: result, activation: activation)
    }
    guard shape.last == weights[1] else {
      throw step.unsupported(
        "inputs of shape \(shape.shapeWords) in rows of \(weights[1])",
        allowed: "rows along the last axis", "reshape the input so that a row is its last axis")
    }
    var computed = try image(shape, step.place)
    computed.channels = weights[0]
    let window = KernelWindow(height: 1, width: 1, padding: .valid)
    try note(
      step, .convolution(parameters, window), inputs: [tensor], output: output,
      computed: computed, shape: result, activation: activation)
  }

  private mutating func followTransposed(
    _ step: TFLiteOperator, _ output: Int, _ window: TFLiteWindow, _ activation: TFLiteActivation
  ) throws {
    try step.check(inputs: 3...4)
    let input = try image(step, 2)
    let parameters = try parameters(step, weight: 1, bias: 3)
    let weights = try weightShape(step, parameters.weight, axes: 4)
    guard weights[3] == input.shape.channels else {
      throw step.inconsistent(
        "weights of shape \(weights.shapeWords)",
        expected: "… × \(input.shape.channels) channels")
    }
    try check(step, bias: parameters.bias, count: weights[0])
    guard let size = step.input(0), let shape = try integers(step, size), shape.count == 4,
      shape[0] == 1, shape[3] == weights[0]
    else {
      throw step.inconsistent(
        "another output size", expected: "1 × rows × columns × \(weights[0]) as input 0")
    }
    let kernel = KernelWindow(window, height: weights[1], width: weights[2])
    let computed = try image(shape, step.place)
    let placed = try step.transposed(kernel, from: input.shape, to: computed)
    try note(
      step, .transposedConvolution(parameters, placed), inputs: [input.tensor], output: output,
      computed: computed, shape: shape, activation: activation)
  }
}
