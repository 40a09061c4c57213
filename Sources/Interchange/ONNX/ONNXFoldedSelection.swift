/// Parts of constants, and several put together, as exporters compute shapes with them.
enum ONNXFoldedSelection {
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
