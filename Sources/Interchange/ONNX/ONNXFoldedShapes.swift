/// Constants in another order or form, as exporters compute shapes with them.
enum ONNXFoldedShapes {
  static func transposed(
    _ constant: ONNXConstant, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXConstant? {
    let sizes = constant.dimensions
    let order = try call.integers("perm") ?? Array(sizes.indices.reversed())
    guard order.sorted() == Array(sizes.indices) else { return nil }
    return constant.gathering(
      ElementPlaces.list(sizes: sizes, order: order), dimensions: order.map { sizes[$0] })
  }

  static func reshaped(
    _ kind: ONNXOperator, _ constant: ONNXConstant, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXConstant? {
    let sizes = constant.dimensions
    let result: [Int]?
    switch kind {
    case .unsqueeze: result = try unsqueezed(sizes, call)
    case .squeeze: result = try squeezed(sizes, call)
    case .flatten:
      let axis = try call.integer("axis", or: 1)
      result =
        sizes.indices.contains(axis) || axis == sizes.count
        ? [sizes[..<axis].reduce(1, *), sizes[axis...].reduce(1, *)] : nil
    default: result = try target(of: constant, call)
    }
    return result.flatMap { ONNXConstant($0, constant.elements) }
  }

  private static func unsqueezed(
    _ sizes: [Int], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> [Int]? {
    let listed = try call.integers(1, orAttribute: "axes") ?? []
    var axes: [Int] = []
    for axis in listed { axes.append(try call.axis(axis, rank: sizes.count + listed.count)) }
    var result = sizes
    for axis in axes.sorted() {
      guard axis <= result.count else { return nil }
      result.insert(1, at: axis)
    }
    return result
  }

  /// Without axes of size 1: those named, or all.
  private static func squeezed(
    _ sizes: [Int], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> [Int]? {
    var axes = Set<Int>()
    for axis in try call.integers(1, orAttribute: "axes") ?? [] {
      axes.insert(try call.axis(axis, rank: sizes.count))
    }
    guard axes.allSatisfy({ sizes[$0] == 1 }) else { return nil }
    return sizes.indices.filter { axes.isEmpty ? sizes[$0] != 1 : !axes.contains($0) }
      .map { sizes[$0] }
  }

  /// The shape that Reshape asks for: 0 stands for the axis' own size, -1 for what is left.
  private static func target(
    of constant: ONNXConstant, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> [Int]? {
    guard var target = try call.integers(1, orAttribute: "shape") else { return nil }
    if try call.integer("allowzero", or: 0) == 0 {
      for index in target.indices
      where target[index] == 0 && index < constant.dimensions.count {
        target[index] = constant.dimensions[index]
      }
    }
    guard let product = ONNXConstant.count(target.filter { $0 != -1 }) else { return nil }
    for index in target.indices where target[index] == -1 {
      guard product > 0 else { return nil }
      target[index] = constant.count / product
    }
    return target
  }
}
