import FloatModels

// Operators that give the file's axes another form. Nothing is computed and nothing moves.
extension ONNXImporter {
  mutating func reshaped(_ call: ONNXCall) throws(InterchangeError.Problem) -> ONNXActivation {
    let value = try call.activation(0)
    guard var sizes = try call.integers(1, orAttribute: "shape"),
      sizes.count <= ONNXConstant.maximumRank, sizes.allSatisfy({ $0 >= -1 })
    else { throw call.invalid("it has no shape to be given, or one that cannot be") }
    let copies = try call.integer("allowzero", or: 0) == 0
    let axes = [batch] + value.sizes
    for index in sizes.indices where sizes[index] == 0 && copies && index < axes.count {
      sizes[index] = axes[index]
    }
    let known = sizes.filter { $0 != -1 }
    guard let product = ONNXConstant.count(known), product > 0,
      sizes.count - known.count <= 1, batch * value.count % product == 0
    else { throw call.invalid("\(axes) cannot be given the shape \(sizes)") }
    for index in sizes.indices where sizes[index] == -1 {
      sizes[index] = batch * value.count / product
    }
    return try reshaped(value, to: sizes, call)
  }

  /// - Parameter sizes: the batch axis first.
  private mutating func reshaped(
    _ value: ONNXActivation, to sizes: [Int], _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    guard sizes.first == batch, ONNXConstant.count(Array(sizes.dropFirst())) == value.count else {
      throw call.unsupported(
        "of \([batch] + value.sizes) to \(sizes)", "leave the first axis to the batch")
    }
    guard let result = value.reshaped(Array(sizes.dropFirst()), &factors) else {
      throw call.unsupported(
        "of \(value.sizes) to \(Array(sizes.dropFirst())), whose parts lie apart in memory",
        Self.orderRemedy)
    }
    return result
  }

  mutating func flattened(_ call: ONNXCall) throws(InterchangeError.Problem) -> ONNXActivation {
    let value = try call.activation(0)
    let rank = value.axes.count + 1
    let axis = try call.integer("axis", or: 1)
    guard (-rank...rank).contains(axis) else { throw call.invalid("axis \(axis)") }
    let split = axis < 0 ? axis + rank : axis
    guard split > 0, value.axes[..<(split - 1)].allSatisfy(\.isEmpty) else {
      throw call.unsupported("from axis \(axis) on", "flatten from axis 1 on")
    }
    return try reshaped(value, to: [batch, value.count], call)
  }

  func squeezed(_ call: ONNXCall) throws(InterchangeError.Problem) -> ONNXActivation {
    var value = try call.activation(0)
    let rank = value.axes.count + 1
    guard let listed = try call.integers(1, orAttribute: "axes") else {
      throw call.unsupported("of all axes of size 1", "name the axes: squeeze(dim)")
    }
    var removed = Set<Int>()
    for axis in listed { removed.insert(try call.axis(axis, rank: rank)) }
    guard !removed.contains(0), removed.allSatisfy({ value.axes[$0 - 1].isEmpty }),
      removed.count < value.axes.count
    else {
      throw call.unsupported(
        "of axes \(listed) of \([batch] + value.sizes)", "keep the batch and one axis more")
    }
    value.axes = value.axes.indices.filter { !removed.contains($0 + 1) }.map { value.axes[$0] }
    return value
  }

  func unsqueezed(_ call: ONNXCall) throws(InterchangeError.Problem) -> ONNXActivation {
    var value = try call.activation(0)
    let listed = try call.integers(1, orAttribute: "axes") ?? []
    let rank = value.axes.count + 1 + listed.count
    guard rank <= ONNXConstant.maximumRank else { throw call.invalid("\(rank) axes") }
    var added = Set<Int>()
    for axis in listed { added.insert(try call.axis(axis, rank: rank)) }
    guard !added.contains(0), added.count == listed.count else {
      throw call.unsupported("of axes \(listed)", "leave the first axis to the batch")
    }
    for axis in added.sorted() { value.axes.insert([], at: axis - 1) }
    return value
  }

  func transposed(_ call: ONNXCall) throws(InterchangeError.Problem) -> ONNXActivation {
    let value = try call.activation(0)
    let rank = value.axes.count + 1
    let order = try call.integers("perm") ?? Array((0..<rank).reversed())
    guard order.sorted() == Array(0..<rank) else { throw call.invalid("perm \(order)") }
    guard order[0] == 0 else {
      throw call.unsupported("of the batch axis", "leave the first axis to the batch")
    }
    var result = value
    result.axes = order.dropFirst().map { value.axes[$0 - 1] }
    return result
  }
}
