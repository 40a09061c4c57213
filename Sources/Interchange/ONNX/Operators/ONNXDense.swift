import FloatModels

extension ONNXImporter {
  /// `alpha · A · B + beta · C` with `A` the network's data.
  mutating func gemm(_ call: ONNXCall) throws(InterchangeError.Problem) -> ONNXActivation {
    guard try call.integer("transA", or: 0) == 0 else {
      throw call.unsupported("with its data transposed", "write it as x · W")
    }
    let value = try call.activation(0)
    let alpha = call.float("alpha", or: 1)
    let beta = call.float("beta", or: 1)
    let matrix = try matrix(1, isTransposed: try call.integer("transB", or: 0) != 0, call)
    var bias = [Float](repeating: 0, count: matrix.units)
    if let constant = try call.constantIfPresent(2) {
      guard [1, matrix.units].contains(constant.count), constant.dimensions.count <= 2,
        constant.dimensions.last ?? 1 == constant.count
      else {
        throw call.invalid("C of shape \(constant.dimensions) for \(matrix.units) units")
      }
      let values = constant.floats
      for unit in bias.indices { bias[unit] = beta * values[values.count == 1 ? 0 : unit] }
    }
    return try dense(value, matrix, scale: alpha, bias: bias, call)
  }

  /// The network's data times a constant matrix, over the last axis.
  mutating func matrixProduct(
    _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    guard call.arguments.first?.isActivation == true,
      !call.arguments.dropFirst().contains(where: \.isActivation)
    else {
      throw call.unsupported(
        "of other things than data and a constant matrix", "write it as x · W with a constant W")
    }
    let value = try call.activation(0)
    let matrix = try matrix(1, isTransposed: false, call)
    return try dense(
      value, matrix, scale: 1, bias: [Float](repeating: 0, count: matrix.units), call)
  }

  /// Weights of `units × inputs`, wherever they lie.
  private struct Matrix {
    let values: [Float]
    let units: Int
    let inputs: Int
    let unitStride: Int
    let inputStride: Int
  }

  private func matrix(
    _ index: Int, isTransposed: Bool, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> Matrix {
    let constant = try call.constant(index)
    guard constant.dimensions.count == 2, constant.count > 0 else {
      throw call.unsupported("with weights of shape \(constant.dimensions)", "use a matrix")
    }
    let (rows, columns) = (constant.dimensions[0], constant.dimensions[1])
    return isTransposed
      ? Matrix(
        values: constant.floats, units: rows, inputs: columns, unitStride: columns, inputStride: 1)
      : Matrix(
        values: constant.floats, units: columns, inputs: rows, unitStride: 1, inputStride: columns)
  }

  /// A dense layer; over the last axis of data that have more, a convolution of 1 × 1.
  private mutating func dense(
    _ value: ONNXActivation, _ matrix: Matrix, scale: Float, bias: [Float], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    let inputs = value.axes[value.axes.count - 1]
    guard inputs.size == matrix.inputs else {
      throw call.invalid("\(inputs.size) inputs, its weights are for \(matrix.inputs)")
    }
    let rest = Array(value.memory.dropLast(inputs.count))
    let order = Array(value.memory.suffix(inputs.count))
    guard Set(order) == Set(inputs) else {
      throw call.unsupported("over an axis that is not the last in memory", Self.orderRemedy)
    }
    // Columns in the order of memory.
    let columns = order.places(in: inputs).map { $0 * matrix.inputStride }
    var weights: [Float] = []
    weights.reserveCapacity(matrix.values.count)
    for unit in 0..<matrix.units {
      let start = unit * matrix.unitStride
      for column in columns { weights.append(scale * matrix.values[start + column]) }
    }
    let isVector = value.axes.count == 1
    let source =
      isVector
      ? value.source
      : try reshaped(
        value.source, to: Shape(height: 1, width: rest.size, channels: inputs.size), call)
    let shape = isVector ? [matrix.units, inputs.size] : [matrix.units, 1, 1, inputs.size]
    let units = factors.factors(matrix.units)
    return ONNXActivation(
      source: try append(
        isVector
          ? .dense(units: matrix.units) : .convolution(filters: matrix.units, .square(1)),
        [source], call,
        [
          "weight": Tensor(shape: shape, values: weights),
          "bias": Tensor(shape: [matrix.units], values: bias),
        ]),
      memory: rest + units, axes: value.axes.dropLast() + [units])
  }
}
