/// Arithmetic on constants, with the last axes of both brought to the same shape.
enum ONNXFoldedArithmetic {
  static func result(
    _ kind: ONNXOperator, _ inputs: [ONNXConstant], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXConstant? {
    guard inputs.count == 2, let sizes = broadcast(inputs[0], inputs[1]),
      ONNXFolding.count(sizes, of: inputs) != nil
    else { return nil }
    let places = inputs.map { Self.places($0, in: sizes) }
    if let first = inputs[0].integers, let second = inputs[1].integers {
      let values = zip(places[0], places[1]).compactMap { integer(kind, first[$0], second[$1]) }
      return ONNXConstant(sizes, .integers(values))
    }
    let (first, second) = (inputs[0].floats, inputs[1].floats)
    let values = zip(places[0], places[1]).map { float(kind, first[$0], second[$1]) }
    return ONNXConstant(sizes, .floats(values))
  }

  private static func broadcast(_ first: ONNXConstant, _ second: ONNXConstant) -> [Int]? {
    let rank = max(first.dimensions.count, second.dimensions.count)
    var sizes: [Int] = []
    for (a, b) in zip(padded(first, rank), padded(second, rank)) {
      guard a == b || a == 1 || b == 1 else { return nil }
      sizes.append(a == 1 ? b : a)
    }
    return sizes
  }

  private static func padded(_ constant: ONNXConstant, _ rank: Int) -> [Int] {
    [Int](repeating: 1, count: rank - constant.dimensions.count) + constant.dimensions
  }

  /// For each element of the result, the place of the constant's.
  private static func places(_ constant: ONNXConstant, in sizes: [Int]) -> [Int] {
    let own = padded(constant, sizes.count)
    let strides = zip(own, ElementPlaces.strides(own)).map { $0 == 1 ? 0 : $1 }
    return ElementPlaces.list(sizes: sizes, strides: strides)
  }

  /// Nil where the result is no integer that can be.
  private static func integer(_ kind: ONNXOperator, _ a: Int, _ b: Int) -> Int? {
    let (value, overflow) =
      switch kind {
      case .add: a.addingReportingOverflow(b)
      case .sub: a.subtractingReportingOverflow(b)
      case .mul: a.multipliedReportingOverflow(by: b)
      default: a.dividedReportingOverflow(by: b)
      }
    return overflow ? nil : value
  }

  private static func float(_ kind: ONNXOperator, _ a: Float, _ b: Float) -> Float {
    switch kind {
    case .add: a + b
    case .sub: a - b
    case .mul: a * b
    default: a / b
    }
  }
}
