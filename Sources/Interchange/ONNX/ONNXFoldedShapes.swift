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
    var sizes = constant.dimensions
    switch kind {
    case .unsqueeze:
      let listed = try call.integers(1, orAttribute: "axes") ?? []
      let rank = sizes.count + listed.count
      var axes: [Int] = []
      for axis in listed { axes.append(try call.axis(axis, rank: rank)) }
      for axis in axes.sorted() {
        guard axis <= sizes.count else { return nil }
        sizes.insert(1, at: axis)
      }
    case .squeeze:
      var axes = Set<Int>()
      for axis in try call.integers(1, orAttribute: "axes") ?? [] {
        axes.insert(try call.axis(axis, rank: sizes.count))
      }
      guard axes.allSatisfy({ sizes[$0] == 1 }) else { return nil }
      sizes = sizes.indices.filter { axes.isEmpty ? sizes[$0] != 1 : !axes.contains($0) }
        .map { sizes[$0] }
    case .flatten:
      let axis = try call.integer("axis", or: 1)
      guard (0...sizes.count).contains(axis) else { return nil }
      sizes = [sizes[..<axis].reduce(1, *), sizes[axis...].reduce(1, *)]
    default:
      guard var target = try call.integers(1, orAttribute: "shape") else { return nil }
      if try call.integer("allowzero", or: 0) == 0 {
        for index in target.indices where target[index] == 0 && index < sizes.count {
          target[index] = sizes[index]
        }
      }
      let known = target.filter { $0 != -1 }
      guard let product = ONNXConstant.count(known) else { return nil }
      for index in target.indices where target[index] == -1 {
        guard product > 0 else { return nil }
        target[index] = constant.count / product
      }
      sizes = target
    }
    return ONNXConstant(sizes, constant.elements)
  }

  static func concatenation(
    _ parts: [ONNXConstant], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXConstant? {
    var sizes = parts[0].dimensions
    let axis = try call.axis(try call.integer("axis", or: 0), rank: sizes.count)
    sizes[axis] = 0
    for part in parts {
      var expected = parts[0].dimensions
      guard part.dimensions.count == expected.count else { return nil }
      expected[axis] = part.dimensions[axis]
      guard part.dimensions == expected else { return nil }
      sizes[axis] += part.dimensions[axis]
    }
    guard let count = ONNXFolding.count(sizes, of: parts) else { return nil }
    let rows = sizes[..<axis].reduce(1, *)
    // Row by row, a run of each part.
    func runs<Value>(_ values: [[Value]]) -> [Value] {
      var result: [Value] = []
      result.reserveCapacity(count)
      for row in 0..<rows {
        for part in values {
          let run = part.count / rows
          result += part[row * run..<(row + 1) * run]
        }
      }
      return result
    }
    let integers = parts.compactMap(\.integers)
    return integers.count == parts.count
      ? ONNXConstant(sizes, .integers(runs(integers)))
      : ONNXConstant(sizes, .floats(runs(parts.map(\.floats))))
  }

  static func gathered(
    _ inputs: [ONNXConstant], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXConstant? {
    guard inputs.count == 2, let indices = inputs[1].integers else { return nil }
    let sizes = inputs[0].dimensions
    let axis = try call.axis(try call.integer("axis", or: 0), rank: sizes.count)
    var chosen: [Int] = []
    for index in indices { chosen.append(try call.axis(index, rank: sizes[axis])) }
    let behind = sizes[(axis + 1)...].reduce(1, *)
    let result = Array(sizes[..<axis]) + inputs[1].dimensions + sizes[(axis + 1)...]
    guard ONNXFolding.count(result, of: inputs) != nil else { return nil }
    let places = (0..<sizes[..<axis].reduce(1, *)).flatMap { row in
      chosen.flatMap { index in
        let start = (row * sizes[axis] + index) * behind
        return start..<(start + behind)
      }
    }
    return inputs[0].gathering(places, dimensions: result)
  }

  /// Since operator set 10 bounds are inputs, before they were attributes.
  static func slice(
    _ inputs: [ONNXConstant], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXConstant? {
    func list(_ index: Int, _ name: String) -> [Int]? {
      if inputs.count > index { return inputs[index].integers }
      return call.node.attributes[name]?.integers.map(Int.init)
    }
    let sizes = inputs[0].dimensions
    guard let starts = list(1, "starts"), let ends = list(2, "ends") else { return nil }
    let axes = list(3, "axes") ?? Array(starts.indices)
    let steps = list(4, "steps") ?? Array(repeating: 1, count: starts.count)
    guard ends.count == starts.count, axes.count == starts.count, steps.count == starts.count
    else { return nil }
    var strides = ElementPlaces.strides(sizes)
    var (result, first) = (sizes, 0)
    var sliced = Set<Int>()
    for index in starts.indices {
      let axis = try call.axis(axes[index], rank: sizes.count)
      guard sliced.insert(axis).inserted else { return nil }
      let range = Self.range(
        from: starts[index], to: ends[index], by: steps[index], size: sizes[axis])
      guard let range else { return nil }
      first += range.first * strides[axis]
      strides[axis] *= range.step
      result[axis] = range.count
    }
    return inputs[0].gathering(
      ElementPlaces.list(sizes: result, strides: strides, from: first), dimensions: result)
  }

  /// ONNX's rules for bounds beyond an axis, which may be the largest integers there are.
  private static func range(
    from start: Int, to end: Int, by step: Int, size: Int
  ) -> (first: Int, step: Int, count: Int)? {
    guard step != 0, step.magnitude <= ONNXConstant.maximumCount, step != .min else { return nil }
    func counted(_ bound: Int) -> Int { bound < 0 && bound >= -size ? bound + size : bound }
    if step > 0 {
      let first = min(max(counted(start), 0), size)
      let last = min(max(counted(end), 0), size)
      return (first, step, max(0, (last - first + step - 1) / step))
    }
    let first = min(max(counted(start), -1), size - 1)
    let last = min(max(counted(end), -1), size - 1)
    return (max(first, 0), step, max(0, (first - last - step - 1) / -step))
  }
}
