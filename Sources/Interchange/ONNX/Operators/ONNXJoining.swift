import FloatModels

// Operators that put data beside data.
extension ONNXImporter {
  mutating func concatenation(
    _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    var values: [ONNXActivation] = []
    for index in call.arguments.indices { values.append(try call.activation(index)) }
    guard let first = values.first else { throw call.invalid("it has no inputs") }
    guard let given = try call.integer("axis") else { throw call.invalid("it has no axis") }
    let axis = try call.axis(given, rank: first.axes.count + 1) - 1
    guard axis >= 0 else {
      throw call.unsupported("along the batch", "leave the first axis to the batch")
    }
    for value in values {
      guard value.axes.count == first.axes.count,
        value.sizes.indices.allSatisfy({ $0 == axis || value.sizes[$0] == first.sizes[$0] })
      else { throw call.invalid("shapes \(first.sizes) and \(value.sizes)") }
    }
    let natural = values.map { assembly.shape(of: $0.source) }
    guard let layouts = ONNXJointLayout.layouts(values, axis: axis, natural: natural) else {
      throw call.unsupported("of data that lie in different orders", Self.orderRemedy)
    }
    return try joined(values, layouts, axis: axis, call)
  }

  private mutating func joined(
    _ values: [ONNXActivation], _ layouts: [ONNXJointLayout], axis: Int, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    var source = try reshaped(values[0].source, to: layouts[0].shape, call)
    for (value, layout) in zip(values, layouts).dropFirst() {
      let next = try reshaped(value.source, to: layout.shape, call)
      source = try append(.concatenate(layout.axis), [source, next], call)
    }
    let whole = factors.factors(values.reduce(0) { $0 + $1.axes[axis].size })
    var result = values[0]
    result.source = source
    result.memory = layouts[0].before + whole + layouts[0].after
    result.axes[axis] = whole
    return result
  }

  mutating func padded(_ call: ONNXCall) throws(InterchangeError.Problem) -> ONNXActivation {
    let value = try call.activation(0)
    let mode = call.text("mode", or: "constant")
    guard mode == "constant" else {
      throw call.unsupported("by mode \(mode)", "pad with a constant")
    }
    let rank = value.axes.count + 1
    guard let pads = try call.integers(1, orAttribute: "pads") else {
      throw call.invalid("it has no pads")
    }
    var axes = Array(0..<rank)
    if let listed = try call.constantIfPresent(3)?.integers {
      axes = []
      for axis in listed { axes.append(try call.axis(axis, rank: rank)) }
    }
    guard pads.count == 2 * axes.count else { throw call.invalid("pads \(pads)") }
    var before = [Int](repeating: 0, count: rank)
    var after = before
    for (index, axis) in axes.enumerated() {
      (before[axis], after[axis]) = (pads[index], pads[index + axes.count])
    }
    if pads.allSatisfy({ $0 == 0 }) { return value }
    return try padded(value, before, after, call)
  }

  private mutating func padded(
    _ value: ONNXActivation, _ before: [Int], _ after: [Int], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    let padded = Set(before.indices.filter { before[$0] != 0 || after[$0] != 0 })
    let axes = value.axes
    // The channels are in front, or, between Transposes, at the end.
    let isFirst =
      axes.count == 3 && padded.isSubset(of: [2, 3])
      && (value.memory == axes[1] + axes[2] + axes[0] || !padded.isSubset(of: [1, 2]))
    let images = isFirst ? [2, 3] : [1, 2]
    guard axes.count == 3, padded.isSubset(of: images), (before + after).allSatisfy({ $0 >= 0 })
    else {
      throw call.unsupported(
        "by \(before) before and \(after) behind", "pad rows and columns of images only")
    }
    let rows = value.axes[images[0] - 1]
    let columns = value.axes[images[1] - 1]
    let source = try image(
      value, rows: rows, columns: columns, channels: value.axes[isFirst ? 0 : 2], call)
    let fill = try call.constantIfPresent(2)?.floats.first ?? call.float("value", or: 0)
    let edges = Edges(
      top: before[images[0]], bottom: after[images[0]], left: before[images[1]],
      right: after[images[1]])
    let node = try append(.pad(edges, value: fill), [source], call)
    var result = activation(node, 3)
    if !isFirst { result.axes = [result.axes[1], result.axes[2], result.axes[0]] }
    return result
  }
}
