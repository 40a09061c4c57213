import FloatModels

/// Operators that move elements, and means over whole axes.
extension TFLiteTrace {
  mutating func followRearrangement(_ step: TFLiteOperator, _ output: Int) throws {
    switch step.operation {
    case .add(let activation), .subtract(let activation), .multiply(let activation):
      try followArithmetic(step, output, activation)
    case .concatenation(let axis, let activation):
      try followConcatenation(step, output, axis, activation)
    case .mean(let keepsDimensions): try followMean(step, output, keepsDimensions)
    case .pad, .padWithValue: try followPad(step, output)
    default:
      let (tensor, shape) = try activation(step, 0)
      try followReshape(step, tensor, output, from: shape, to: try reshaped(step, shape))
    }
  }

  /// A new shape, which is nothing but a new name where rows, columns and channels stay the same.
  private mutating func followReshape(
    _ step: TFLiteOperator, _ tensor: Int, _ output: Int, from shape: [Int], to result: [Int]
  ) throws {
    let computed = try image(result, step.place)
    guard try image(shape, step.place) == computed, model.haveSameSteps(tensor, output) else {
      return try note(
        step, .reshape, inputs: [tensor], output: output, computed: computed, shape: result)
    }
    try check(step, output, result)
    shapes[output] = result
    aliases[output] = tensor
  }

  /// The shape that RESHAPE, SQUEEZE or EXPAND_DIMS gives to an input of `shape`.
  func reshaped(_ step: TFLiteOperator, _ shape: [Int]) throws -> [Int] {
    switch step.operation {
    case .expandDimensions:
      try step.check(inputs: 2...2)
      let axis = try axes(step, of: shape.count + 1, input: 1)
      guard axis.count == 1, shape.count < TFLiteModel.maximumRank else {
        throw step.inconsistent("\(axis.count) axes", expected: "1")
      }
      var result = shape
      result.insert(1, at: axis[0])
      return result
    case .squeeze:
      // Which axes are meant is seen from the shape that the file states.
      let stated = model.tensors[step.outputs[0]].shape
      let batch = stated.first.map { $0 ?? 1 }
      let result = batch.map { [$0] + stated.dropFirst().compactMap { $0 } } ?? []
      guard result.count == stated.count, result.filter({ $0 != 1 }) == shape.filter({ $0 != 1 })
      else {
        throw step.inconsistent(
          "an output of shape \(stated.shapeWords)",
          expected: "\(shape.shapeWords) without axes of 1")
      }
      return result
    default: return try newShape(step, shape)
    }
  }

  /// RESHAPE: sizes from its second input or its options, one of which may be left to find out.
  private func newShape(_ step: TFLiteOperator, _ shape: [Int]) throws -> [Int] {
    try step.check(inputs: 1...2)
    var sizes: [Int] = []
    if let tensor = step.input(1) {
      guard let values = try integers(step, tensor) else {
        throw step.unsupported(
          "a shape that is not known before the network runs", allowed: "a constant",
          "convert the model with an input of fixed size")
      }
      sizes = values
    } else if case .reshape(let shape) = step.operation {
      sizes = shape
    }
    let count = shape.reduce(1, *)
    var known = 1
    for size in sizes where size != -1 {
      // Stays below 2²⁴ · 2²⁴ before the comparison.
      guard size > 0, size <= TFLiteModel.maximumCount, known <= TFLiteModel.maximumCount else {
        known = 0
        break
      }
      known *= size
    }
    let open = sizes.indices.filter { sizes[$0] == -1 }
    guard sizes.count <= TFLiteModel.maximumRank, open.count <= 1, known > 0,
      open.isEmpty ? known == count : count % known == 0
    else {
      throw step.inconsistent(
        "a new shape of \(sizes.shapeWords)", expected: "\(count) elements")
    }
    if let open = open.first { sizes[open] = count / known }
    return sizes
  }

  private mutating func followPad(_ step: TFLiteOperator, _ output: Int) throws {
    let hasValue = step.operation == .padWithValue
    try step.check(inputs: hasValue ? 3...3 : 2...2)
    let (tensor, shape) = try activation(step, 0)
    guard let sides = step.input(1), let numbers = try integers(step, sides),
      numbers.count == 2 * shape.count,
      numbers.allSatisfy((0...TFLiteModel.sizes.upperBound).contains)
    else {
      throw step.inconsistent(
        "other paddings", expected: "two numbers of 0 and more for each of \(shape.count) axes")
    }
    var edges = Edges(top: 0, bottom: 0, left: 0, right: 0)
    var result = shape
    for place in shape.indices {
      let (before, after) = (numbers[2 * place], numbers[2 * place + 1])
      result[place] += before + after
      guard before + after > 0 else { continue }
      switch try Axis(step, place, of: shape.count, found: "padding of the batch") {
      case .rows: (edges.top, edges.bottom) = (before, after)
      case .columns: (edges.left, edges.right) = (before, after)
      case .channels:
        throw step.unsupported(
          "padding of the channels", allowed: "of rows and columns",
          "build the network with as many channels from the start")
      }
    }
    try note(
      step, .pad(edges, value: hasValue ? try constant(step, 2) : nil), inputs: [tensor],
      output: output, computed: try image(result, step.place), shape: result)
  }
}

extension Axis {
  /// The axis at `place` of a shape of `rank` axes, of which the last three count.
  init(
    _ step: TFLiteOperator, _ place: Int, of rank: Int, found: String
  ) throws {
    guard let axis = Axis(rawValue: place + 3 - rank) else {
      throw step.unsupported(
        found, allowed: "rows, columns or channels", "build the network for a batch of 1")
    }
    self = axis
  }
}
