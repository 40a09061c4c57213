import FloatModels

/// Follows the operators of a model in their order, with a batch of one, and notes down what each
/// computes.
///
/// Sizes are derived from the input's; where the file states a size it has to be the same one.
/// Operators that only compute shapes are worked out on the way.
struct TFLiteTrace {
  let model: TFLiteModel
  /// Sizes of the tensors seen so far.
  var shapes: [Int: [Int]] = [:]
  /// Values of the tensors that only serve to compute shapes.
  var integers: [Int: [Int]] = [:]
  /// Constants under the names of those made of them by DEQUANTIZE.
  var constants: [Int: Int] = [:]
  /// Tensors that are another one under a new name.
  var aliases: [Int: Int] = [:]
  /// What SPACE_TO_BATCH_ND made.
  var blocks: [Int: TFLiteBlocks] = [:]
  /// Shapes of what only the steps have.
  var parts: [Int: Shape] = [:]
  var steps: [TFLiteStep] = []
  var input: Int
  var output: Int

  /// The steps of a model.
  static func steps(of model: TFLiteModel) throws -> TFLiteSteps {
    var trace = TFLiteTrace(model: model, input: model.input, output: model.output)
    return try trace.run()
  }

  private init(model: TFLiteModel, input: Int, output: Int) {
    self.model = model
    self.input = input
    self.output = output
  }

  private mutating func run() throws -> TFLiteSteps {
    try stripEdges()
    try takeInput()
    for step in model.operators where !isStripped(step) { try follow(step) }
    guard let last = shapes[output], !model.tensors[output].isConstant else {
      throw TFLiteProblem.contradiction(
        "output of the network", "tensor \(output), which no operator makes",
        expected: "the output of an operator")
    }
    _ = try image(last, "output of the network")
    let input = try image(shapes[input] ?? [], "input of the network")
    guard (aliases[output] ?? output) != self.input else {
      throw TFLiteProblem.refusal(
        "network", "no operator between input and output", allowed: "1 and more",
        "convert the whole model")
    }
    self.output = aliases[output] ?? output
    return TFLiteSteps(
      input: self.input, inputShape: input, output: output, steps: neededSteps(),
      dequantized: Set(constants.values))
  }

  /// Moves the ends of a network of integers that is given and gives floats past the operators
  /// that translate.
  private mutating func stripEdges() throws {
    let readers = model.operators.filter { $0.inputs.contains(input) }
    if readers.count == 1, let reader = readers.first, reader.operation == .quantize,
      let result = reader.outputs.first, model.tensors[input].element == .float32
    {
      input = result
    }
    let makers = model.operators.filter { $0.outputs.contains(output) }
    if makers.count == 1, let maker = makers.first, maker.operation == .dequantize,
      let source = maker.inputs.first, source >= 0, !model.tensors[source].isConstant
    {
      output = source
    }
  }

  private func isStripped(_ step: TFLiteOperator) -> Bool {
    (step.operation == .quantize && step.outputs == [input])
      || (step.operation == .dequantize && step.inputs == [output]
        && step.outputs == [model.output])
  }

  /// The input's shape, with a batch of one.
  private mutating func takeInput() throws {
    let tensor = model.tensors[model.input]
    let place = "input of the network"
    guard !tensor.isConstant else {
      throw TFLiteProblem.contradiction(
        place, "a constant", expected: "a tensor without data")
    }
    var shape: [Int] = []
    for (axis, size) in tensor.shape.enumerated() {
      if axis == 0, tensor.shape.count > 1 {
        guard size == nil || size == 1 else {
          throw TFLiteProblem.refusal(
            place, "shape \(tensor.shapeWords)", allowed: "a batch of 1",
            "convert the model for one input at a time, or for any number of them")
        }
        shape.append(1)
      } else {
        guard let size else {
          throw TFLiteProblem.refusal(
            place, "shape \(tensor.shapeWords)",
            allowed: "known sizes, except for the batch",
            "convert the model with an input of fixed size")
        }
        shape.append(size)
      }
    }
    _ = try image(shape, place)
    shapes[input] = shape
  }

  private mutating func follow(_ step: TFLiteOperator) throws {
    guard step.outputs.count == 1, let output = step.outputs.first else {
      throw step.inconsistent("\(step.outputs.count) outputs", expected: "1")
    }
    guard shapes[output] == nil, integers[output] == nil, constants[output] == nil,
      !model.tensors[output].isConstant, output != input
    else {
      throw step.inconsistent(
        "tensor \(output), which is there already",
        expected: "an output of its own")
    }
    if try computesShape(step, output) { return }
    if try passesBlocks(step, output) { return }
    switch step.operation {
    case .convolution, .depthwiseConvolution, .transposedConvolution, .fullyConnected:
      try followLinear(step, output)
    case .averagePool(let window, let activation):
      try followPool(step, output, window, activation)
    case .maximumPool(let window, let activation):
      try followPool(step, output, window, activation)
    case .add, .subtract, .multiply, .concatenation, .mean, .pad, .padWithValue, .reshape,
      .squeeze, .expandDimensions:
      try followRearrangement(step, output)
    case .relu, .reluMinusOneToOne, .relu6, .logistic, .tanh, .softmax, .quantize, .dequantize:
      try followElementwise(step, output)
    case .spaceToBatch, .batchToSpace, .shape, .stridedSlice, .pack, .gather, .reduceProduct:
      throw step.unsupported(
        "\(step.builtin.name) of what the network computes",
        allowed: "as part of a dilated convolution, or to compute a shape",
        "leave the operator out of the network")
    }
  }

  /// The steps from which there is a way to the output.
  private func neededSteps() -> [TFLiteStep] {
    var needed: Set<Int> = [output]
    var result: [TFLiteStep] = []
    for step in steps.reversed() where needed.contains(step.output) {
      needed.formUnion(step.inputs)
      result.append(step)
    }
    return result.reversed()
  }
}
