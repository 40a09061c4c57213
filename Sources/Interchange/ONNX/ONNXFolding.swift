/// Operators on constants and on shapes, which exporters leave in the file; computed while it is
/// read.
enum ONNXFolding {
  /// What an operator makes, if it depends on no data of the network; otherwise nil.
  ///
  /// - Parameter batch: what the batch axis counts for in a shape.
  static func result(
    _ kind: ONNXOperator, _ call: ONNXCall, batch: Int
  ) throws(InterchangeError.Problem) -> ONNXConstant? {
    if kind == .shape, case .activation(let value)? = call.arguments.first ?? nil {
      return try part([batch] + value.sizes, call)
    }
    if kind == .constant { return try stored(call) }
    guard let inputs = call.constants else { return nil }
    guard let first = inputs.first else { throw call.invalid("it has no inputs") }
    let result: ONNXConstant?
    switch kind {
    case .identity, .dropout: result = first
    case .shape: result = try part(first.dimensions, call)
    case .cast: result = try cast(first, call)
    case .constantOfShape: result = try filled(first, call)
    case .concat: result = try ONNXFoldedSelection.concatenation(inputs, call)
    case .gather: result = try ONNXFoldedSelection.gathered(inputs, call)
    case .slice: result = try ONNXFoldedSelection.slice(inputs, call)
    case .transpose: result = try ONNXFoldedShapes.transposed(first, call)
    case .reshape, .squeeze, .unsqueeze, .flatten:
      result = try ONNXFoldedShapes.reshaped(kind, first, call)
    case .add, .sub, .mul, .div: result = try ONNXFoldedArithmetic.result(kind, inputs, call)
    default:
      throw call.unsupported(
        "of constants", "export it with constant folding (do_constant_folding=True)")
    }
    guard let result else { throw call.invalid("its constants do not fit together") }
    return result
  }

  /// Elements of a result; nil where they are many more than those it is made of: shapes are small,
  /// and weights are not made of nothing.
  static func count(_ sizes: [Int], of inputs: [ONNXConstant]) -> Int? {
    let stored = inputs.reduce(0) { $0 + $1.count }
    return ONNXConstant.count(sizes).flatMap { $0 <= max(stored, 1 << 16) ? $0 : nil }
  }

  /// A constant that an operator holds as an attribute.
  private static func stored(
    _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXConstant {
    let attributes = call.node.attributes
    if let tensor = attributes["value"]?.tensor {
      return try tensor.constant(ExternalData(folder: nil))
    }
    let constant: ONNXConstant? =
      if let value = attributes["value_float"]?.float {
        ONNXConstant([], .floats([value]))
      } else if let value = attributes["value_int"]?.integer {
        ONNXConstant([], .integers([Int(value)]))
      } else if let values = attributes["value_floats"]?.floats {
        ONNXConstant([values.count], .floats(values))
      } else if let values = attributes["value_ints"]?.integers {
        ONNXConstant([values.count], .integers(values.map(Int.init)))
      } else {
        nil
      }
    guard let constant else { throw call.unsupported("of text or of nothing", "store numbers") }
    return constant
  }

  private static func part(
    _ sizes: [Int], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXConstant {
    func bound(_ index: Int) -> Int {
      min(max(index < 0 ? index + sizes.count : index, 0), sizes.count)
    }
    let start = bound(try call.integer("start", or: 0))
    let end = bound(try call.integer("end", or: sizes.count))
    return ONNXConstant(vector: Array(sizes[start..<max(start, end)]))
  }

  private static func cast(
    _ constant: ONNXConstant, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXConstant? {
    guard let type = ONNXElementType(rawValue: Int32(try call.integer("to", or: 1))) else {
      throw call.unsupported("to a type that is neither float nor integer", "use float")
    }
    if type.isFloating { return ONNXConstant(constant.dimensions, .floats(constant.floats)) }
    if constant.integers != nil { return constant }
    let whole = constant.floats.compactMap { Int(exactly: $0.rounded(.towardZero)) }
    return ONNXConstant(constant.dimensions, .integers(whole))
  }

  /// As many copies of one number as the shape asks for.
  private static func filled(
    _ shape: ONNXConstant, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXConstant? {
    guard let sizes = shape.integers, let count = count(sizes, of: []) else { return nil }
    let value = try call.node.attributes["value"]?.tensor?.constant(ExternalData(folder: nil))
    switch value?.elements {
    case nil: return ONNXConstant(sizes, .floats(.init(repeating: 0, count: count)))
    case .floats(let values):
      return values.first.flatMap {
        ONNXConstant(sizes, .floats(.init(repeating: $0, count: count)))
      }
    case .integers(let values):
      return values.first.flatMap {
        ONNXConstant(sizes, .integers(.init(repeating: $0, count: count)))
      }
    }
  }
}
