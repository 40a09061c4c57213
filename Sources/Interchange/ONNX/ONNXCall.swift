import FloatModels

/// An operator with its arguments, and words to refuse it with.
struct ONNXCall {
  let place: OperatorPlace
  let node: ONNXNode
  let arguments: [ONNXArgument?]

  /// Largest number that an attribute may be; keeps sums and products of a few within Int.
  private static let maximumAttribute = 1 << 20

  func unsupported(_ found: String, _ remedy: String) -> InterchangeError.Problem {
    .unsupportedUse(place, found: found, remedy: remedy)
  }

  func invalid(_ found: String) -> InterchangeError.Problem {
    .invalidOperator(place, found: found)
  }

  /// An argument that is computed from the network's input.
  func activation(_ index: Int) throws(InterchangeError.Problem) -> ONNXActivation {
    switch index < arguments.count ? arguments[index] : nil {
    case .activation(let value): return value
    case .constant:
      throw unsupported(
        "its input \(index) is a constant, the network's data is expected",
        "export it with constant folding (do_constant_folding=True)")
    case nil: throw invalid("it lacks its input \(index)")
    }
  }

  /// An argument that is known while the model is read.
  func constant(_ index: Int) throws(InterchangeError.Problem) -> ONNXConstant {
    guard let value = try constantIfPresent(index) else {
      throw invalid("it lacks its input \(index)")
    }
    return value
  }

  /// Nil where the argument is left out.
  func constantIfPresent(_ index: Int) throws(InterchangeError.Problem) -> ONNXConstant? {
    switch index < arguments.count ? arguments[index] : nil {
    case .constant(let value): return value
    case .activation:
      throw unsupported(
        "its input \(index) is computed from the network's input, a constant is expected",
        "make it a constant of the model")
    case nil: return nil
    }
  }

  /// All arguments, if all are there and constant.
  var constants: [ONNXConstant]? {
    var constants: [ONNXConstant] = []
    for argument in arguments {
      guard case .constant(let value)? = argument else { return nil }
      constants.append(value)
    }
    return constants
  }

  func integer(_ name: String) throws(InterchangeError.Problem) -> Int? {
    guard let value = node.attributes[name]?.integer else { return nil }
    return try checked(value, name)
  }

  func integer(_ name: String, or standard: Int) throws(InterchangeError.Problem) -> Int {
    try integer(name) ?? standard
  }

  /// Nil where the attribute is not there or has no elements.
  func integers(_ name: String) throws(InterchangeError.Problem) -> [Int]? {
    guard let values = node.attributes[name]?.integers, !values.isEmpty else { return nil }
    var checked: [Int] = []
    for value in values { checked.append(try self.checked(value, name)) }
    return checked
  }

  func float(_ name: String, or standard: Float) -> Float {
    node.attributes[name]?.float ?? standard
  }

  func text(_ name: String, or standard: String) -> String {
    node.attributes[name]?.text ?? standard
  }

  /// Integers that are an argument in newer operator sets and an attribute in older ones.
  func integers(
    _ index: Int, orAttribute name: String
  ) throws(InterchangeError.Problem) -> [Int]? {
    guard let constant = try constantIfPresent(index) else { return try integers(name) }
    guard let values = constant.integers else { throw invalid("its input \(index) is no integers") }
    for value in values { _ = try checked(Int64(value), "input \(index)") }
    return values
  }

  /// An axis of `rank`, which counts from the end where it is negative.
  func axis(_ axis: Int, rank: Int) throws(InterchangeError.Problem) -> Int {
    let counted = axis < 0 ? axis + rank : axis
    guard (0..<rank).contains(counted) else {
      throw invalid("axis \(axis), allowed \(-rank)…\(rank - 1)")
    }
    return counted
  }

  private func checked(_ value: Int64, _ name: String) throws(InterchangeError.Problem) -> Int {
    guard value.magnitude <= Self.maximumAttribute else {
      throw invalid("\(name) \(value), allowed up to \(Self.maximumAttribute)")
    }
    return Int(value)
  }
}
