import FloatModels

extension ONNXImporter {
  /// What an operator makes: a constant where it follows from constants alone.
  mutating func result(of call: ONNXCall) throws(InterchangeError.Problem) -> ONNXArgument {
    guard let kind = ONNXOperator(call.node) else {
      throw .unsupportedOperators([call.place], remedy: ONNXOperator.remedy(for: [call.node]))
    }
    if let constant = try ONNXFolding.result(kind, call, batch: batch) {
      return .constant(constant)
    }
    switch kind {
    case .identity, .cast, .dropout: return .activation(try passed(kind, call))
    case .add where call.arguments.allSatisfy(\.isActivation): return .activation(try sum(call))
    case .add, .sub, .mul, .div: return .activation(try scaled(kind, call))
    default: return .activation(try activation(kind, call))
    }
  }

  private mutating func activation(
    _ kind: ONNXOperator, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    switch kind {
    case .conv: return try convolution(call)
    case .convTranspose: return try transposedConvolution(call)
    case .gemm: return try gemm(call)
    case .matMul: return try matrixProduct(call)
    case .batchNormalization: return try batchNormalization(call)
    case .averagePool, .maxPool: return try pool(kind, call)
    case .globalAveragePool: return try globalAverage(call)
    case .reduceMean: return try reducedMean(call)
    case .relu: return try elementwise(.relu, call)
    case .sigmoid: return try elementwise(.logistic, call)
    case .tanh: return try elementwise(.tanh, call)
    case .clip, .min, .max: return try clipped(kind, call)
    case .softmax: return try softmax(call)
    case .concat: return try concatenation(call)
    case .pad: return try padded(call)
    case .reshape: return try reshaped(call)
    case .flatten: return try flattened(call)
    case .squeeze: return try squeezed(call)
    case .unsqueeze: return try unsqueezed(call)
    case .transpose: return try transposed(call)
    case .add, .cast, .constant, .constantOfShape, .div, .dropout, .gather, .identity, .mul,
      .shape, .slice, .sub:
      throw call.unsupported(
        "it works on the network's data, not on shapes or constants",
        "export it without it: take apart or choose data outside of the network")
    }
  }

  /// Operators that do nothing to data in float while a network is used.
  private func passed(
    _ kind: ONNXOperator, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    if kind == .cast {
      let target = ONNXElementType(rawValue: Int32(try call.integer("to", or: 1)))
      guard target?.isFloating == true else {
        throw call.unsupported(
          "to another type than float", "keep the network's data in float throughout")
      }
    }
    if kind == .dropout, let isTraining = try call.constantIfPresent(2), isTraining.floats != [0] {
      throw call.unsupported("in training mode", "export it after model.eval()")
    }
    return try call.activation(0)
  }
}

extension ONNXArgument? {
  /// Whether it is there and computed from the network's input.
  var isActivation: Bool {
    if case .activation? = self { true } else { false }
  }
}
