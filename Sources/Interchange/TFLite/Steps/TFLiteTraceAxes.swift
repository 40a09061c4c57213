import FloatModels

/// Operators that name axes.
extension TFLiteTrace {
  mutating func followConcatenation(
    _ step: TFLiteOperator, _ output: Int, _ axis: Int, _ activation: TFLiteActivation
  ) throws {
    try step.check(inputs: 1...TFLiteModel.maximumOperands)
    let inputs = try step.inputs.indices.map { try self.activation(step, $0) }
    var shape = inputs[0].shape
    let place = axis < 0 ? axis + shape.count : axis
    guard shape.indices.contains(place) else {
      throw step.inconsistent("axis \(axis)", expected: "-\(shape.count)…\(shape.count - 1)")
    }
    shape[place] = 0
    for input in inputs {
      var expected = inputs[0].shape
      expected[place] = input.shape.count > place ? input.shape[place] : 0
      guard input.shape == expected else {
        throw step.inconsistent(
          "an input of shape \(input.shape.shapeWords)",
          expected: "the shape of the first one, except for axis \(place)")
      }
      shape[place] += input.shape[place]
    }
    let axis = try Axis(step, place, of: shape.count, found: "inputs along the batch")
    var tensors = inputs.map(\.tensor)
    var computed = try image(shape, step.place)
    // The graph takes four at a time.
    while tensors.count > 4 {
      let first = Array(tensors.prefix(4))
      let part = nameless()
      var partial = computed
      partial[axis] = try first.map { try size(of: $0, along: axis, step) }.reduce(0, +)
      steps.append(
        TFLiteStep(
          place: step.place, operation: .concatenate(axis), inputs: first, output: part,
          format: output, shape: partial))
      parts[part] = partial
      tensors = [part] + tensors.dropFirst(4)
    }
    computed = try image(shape, step.place)
    try note(
      step, tensors.count == 1 ? .reshape : .concatenate(axis), inputs: tensors, output: output,
      computed: computed, shape: shape, activation: activation)
  }

  private func size(of tensor: Int, along axis: Axis, _ step: TFLiteOperator) throws -> Int {
    if let part = parts[tensor] { return part[axis] }
    return try image(shapes[tensor] ?? [], step.place)[axis]
  }

  mutating func followMean(
    _ step: TFLiteOperator, _ output: Int, _ keepsDimensions: Bool
  ) throws {
    try step.check(inputs: 2...2)
    let (tensor, shape) = try activation(step, 0)
    var computed = try image(shape, step.place)
    var reduced = ReducedAxes()
    let places = Set(try axes(step, of: shape.count, input: 1))
    for place in places {
      if shape[place] == 1, place + 3 < shape.count { continue }
      let axis = try Axis(step, place, of: shape.count, found: "a mean over the batch")
      reduced.insert(ReducedAxes(axis))
      computed[axis] = 1
    }
    let result = shape.indices.compactMap { place in
      places.contains(place) ? keepsDimensions ? 1 : nil : shape[place]
    }
    try note(
      step, reduced.isEmpty ? .reshape : .mean(reduced), inputs: [tensor], output: output,
      computed: computed, shape: result)
  }

  /// The axes that input `index` names, counted from the first.
  func axes(_ step: TFLiteOperator, of rank: Int, input index: Int) throws -> [Int] {
    guard let tensor = step.input(index), let values = try integers(step, tensor) else {
      throw step.unsupported(
        "axes that are not known before the network runs", allowed: "a constant",
        "convert the model with constant axes")
    }
    return try values.map { value in
      let axis = value < 0 ? value + rank : value
      guard (0..<rank).contains(axis) else {
        throw step.inconsistent("axis \(value)", expected: "-\(rank)…\(rank - 1)")
      }
      return axis
    }
  }
}
