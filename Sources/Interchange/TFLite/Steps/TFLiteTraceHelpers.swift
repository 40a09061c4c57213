import FloatModels

extension TFLiteOperator {
  /// A refusal of what this operator does.
  func unsupported(_ found: String, allowed: String, _ remedy: String) -> TFLiteProblem {
    place.unsupported(found, allowed: allowed, remedy)
  }

  /// A refusal of what cannot be.
  func inconsistent(_ found: String, expected: String) -> TFLiteProblem {
    place.inconsistent(found, expected: expected)
  }

  /// The numbers of inputs that it may have.
  func check(inputs allowed: ClosedRange<Int>) throws {
    guard allowed.contains(inputs.count) else {
      throw inconsistent(
        "\(inputs.count) inputs",
        expected: allowed.count == 1
          ? "\(allowed.lowerBound)" : "\(allowed.lowerBound)…\(allowed.upperBound)")
    }
  }

  /// Input `index` as a tensor; nil where it is left out.
  func input(_ index: Int) -> Int? {
    inputs.indices.contains(index) && inputs[index] >= 0 ? inputs[index] : nil
  }
}

extension TFLiteTrace {
  /// Rows, columns and channels of a shape: the last three axes; those before them are 1.
  func image(_ shape: [Int], _ place: some CustomStringConvertible) throws -> Shape {
    let sizes = [Int](repeating: 1, count: max(0, 3 - shape.count)) + shape.suffix(3)
    guard shape.dropLast(3).allSatisfy({ $0 == 1 }) else {
      throw TFLiteProblem.refusal(
        place, "shape \(shape.shapeWords)",
        allowed: "batch 1 × rows × columns × channels",
        "build the network without axes before the rows, and with a batch of 1")
    }
    guard sizes.allSatisfy(TFLiteModel.sizes.contains),
      // Three factors of at most 2¹⁶ cannot overflow 64 bits.
      sizes.reduce(1, *) <= TFLiteModel.maximumCount
    else {
      throw TFLiteProblem.refusal(
        place, "shape \(shape.shapeWords)",
        allowed: "sizes of 1…\(TFLiteModel.sizes.upperBound), "
          + "\(TFLiteModel.maximumCount) elements in all",
        "build the network with smaller activations")
    }
    return Shape(height: sizes[0], width: sizes[1], channels: sizes[2])
  }

  /// An input that the network computes, with its shape.
  func activation(_ step: TFLiteOperator, _ index: Int) throws -> (tensor: Int, shape: [Int]) {
    guard let tensor = step.input(index) else {
      throw step.inconsistent("no input \(index)", expected: "a tensor")
    }
    guard blocks[tensor] == nil else {
      throw step.unsupported(
        "what SPACE_TO_BATCH_ND made", allowed: "a convolution of it",
        "convert the model with a batch of 1, so that dilated convolutions stay in one piece")
    }
    guard let shape = shapes[tensor] else {
      let isConstant = model.tensors[tensor].isConstant || constants[tensor] != nil
      guard isConstant || integers[tensor] != nil else {
        throw step.inconsistent(
          "tensor \(tensor), which no operator before it makes", expected: "an earlier output")
      }
      throw step.unsupported(
        "a constant as input \(index)", allowed: "what the network computes",
        "let the network compute it, or leave the operator out")
    }
    return (aliases[tensor] ?? tensor, shape)
  }

  /// An image that the network computes.
  func image(
    _ step: TFLiteOperator, _ index: Int
  ) throws -> (tensor: Int, shape: Shape) {
    let (tensor, shape) = try activation(step, index)
    guard shape.count == 4 else {
      throw step.inconsistent("an input of \(shape.count) axes", expected: "4 axes")
    }
    return (tensor, try image(shape, step.place))
  }

  /// A constant input: its tensor, followed through DEQUANTIZE; nil where it is left out.
  func constant(_ step: TFLiteOperator, _ index: Int) throws -> Int? {
    guard let tensor = step.input(index) else { return nil }
    if let source = constants[tensor] { return source }
    guard model.tensors[tensor].isConstant else {
      throw step.unsupported(
        "input \(index), which changes while the network runs", allowed: "a constant",
        "convert the model with its weights frozen")
    }
    return tensor
  }

  /// The shape of a constant, all of whose sizes have to be there.
  func constantShape(_ step: TFLiteOperator, _ tensor: Int) throws -> [Int] {
    let shape = model.tensors[tensor].shape.compactMap { $0 }
    guard shape.count == model.tensors[tensor].shape.count, model.tensors[tensor].count != nil
    else {
      throw step.inconsistent(
        "a constant of shape \(model.tensors[tensor].shapeWords)", expected: "known sizes")
    }
    return shape
  }

  /// Notes a step down, and behind it a reshape where the file's axes are laid out otherwise.
  ///
  /// - Parameters:
  ///   - computed: rows, columns and channels as the step leaves them.
  ///   - shape: the output's axes as the file has them.
  mutating func note(
    _ step: TFLiteOperator, _ operation: TFLiteStep.Operation, inputs: [Int], output: Int,
    computed: Shape, shape: [Int], activation: TFLiteActivation = .none
  ) throws {
    try check(step, output, shape)
    let image = try image(shape, step.place)
    var note = TFLiteStep(
      place: step.place, operation: operation, inputs: inputs, output: output, format: output,
      shape: computed, activation: activation)
    if image != computed {
      // The reshape has the tensor's place; what it reads is nameless.
      note.output = nameless()
      steps.append(note)
      note = TFLiteStep(
        place: step.place, operation: .reshape, inputs: [note.output], output: output,
        format: output, shape: image)
    }
    steps.append(note)
    shapes[output] = shape
  }

  /// A number that no tensor of the file has.
  func nameless() -> Int { model.tensors.count + steps.count }

  /// Refuses a shape that is not the one that the file states, as far as it does.
  func check(_ step: TFLiteOperator, _ output: Int, _ shape: [Int]) throws {
    let stated = model.tensors[output].shape
    let agrees =
      stated.isEmpty
      || stated.count == shape.count && zip(stated, shape).allSatisfy { $0 == nil || $0 == $1 }
    guard agrees else {
      throw step.inconsistent(
        "an output of shape \(stated.shapeWords)",
        expected: shape.shapeWords)
    }
  }
}
