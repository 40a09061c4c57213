import FloatModels

/// Operators that treat each element by itself.
extension TFLiteTrace {
  mutating func followElementwise(_ step: TFLiteOperator, _ output: Int) throws {
    try step.check(inputs: 1...1)
    if step.operation == .dequantize, let tensor = step.input(0), model.tensors[tensor].isConstant {
      constants[output] = tensor
      return
    }
    let (tensor, shape) = try activation(step, 0)
    let operation: TFLiteStep.Operation
    switch step.operation {
    case .relu: operation = .relu
    case .reluMinusOneToOne: operation = .reluMinusOneToOne
    case .relu6: operation = .relu6
    case .logistic: operation = .logistic
    case .tanh: operation = .tanh
    case .quantize: operation = .quantize
    case .softmax(let beta):
      guard beta == 1 else {
        throw step.unsupported(
          "beta \(beta)", allowed: "1", "put the factor into the weights before the softmax")
      }
      operation = .softmax
    default:
      throw step.unsupported(
        "integers that become floats within the network", allowed: "at its output only",
        "quantize the whole network, or none of it")
    }
    try note(
      step, operation, inputs: [tensor], output: output, computed: try image(shape, step.place),
      shape: shape)
  }

  /// ADD, SUB and MUL: of two activations, or of one and a constant.
  mutating func followArithmetic(
    _ step: TFLiteOperator, _ output: Int, _ activation: TFLiteActivation
  ) throws {
    try step.check(inputs: 2...2)
    if let (index, constant) = try constantOperand(step) {
      return try followConstant(step, output, activation, constant, at: index)
    }
    let (first, shape) = try self.activation(step, 0)
    let (second, other) = try self.activation(step, 1)
    guard step.builtin == .add else {
      throw step.unsupported(
        "two operands that the network computes", allowed: "one of them a constant",
        "build the network without \(step.builtin.name)")
    }
    guard shape == other else {
      throw step.unsupported(
        "operands of shapes \(shape.shapeWords) and "
          + "\(other.shapeWords)", allowed: "equal shapes",
        "bring both operands to the same shape")
    }
    try note(
      step, .add, inputs: [first, second], output: output,
      computed: try image(shape, step.place), shape: shape, activation: activation)
  }

  /// The operand that is a constant, if one is.
  private func constantOperand(_ step: TFLiteOperator) throws -> (index: Int, tensor: Int)? {
    for index in 0..<2 {
      guard let tensor = step.input(index) else { continue }
      if model.tensors[tensor].isConstant || constants[tensor] != nil {
        return (index, constants[tensor] ?? tensor)
      }
    }
    return nil
  }

  private mutating func followConstant(
    _ step: TFLiteOperator, _ output: Int, _ activation: TFLiteActivation, _ constant: Int,
    at index: Int
  ) throws {
    let (tensor, shape) = try self.activation(step, 1 - index)
    let image = try image(shape, step.place)
    let sizes = try constantShape(step, constant)
    let count = sizes.reduce(1, *)
    guard count == 1 || (sizes.last == image.channels && count == image.channels) else {
      throw step.unsupported(
        "a constant of shape \(sizes.shapeWords)",
        allowed: "one value, or one a channel (\(image.channels))",
        "build the network without a constant for each position")
    }
    let operation: TFLiteStep.Operation
    switch step.builtin {
    case .multiply: operation = .multiplyConstant(constant)
    case .subtract:
      guard index == 1 else {
        throw step.unsupported(
          "a constant less what the network computes", allowed: "the other way round",
          "negate the weights before it and add the constant")
      }
      operation = .addConstant(constant, isSubtracted: true)
    default: operation = .addConstant(constant, isSubtracted: false)
    }
    try note(
      step, operation, inputs: [tensor], output: output, computed: image, shape: shape,
      activation: activation)
  }
}
