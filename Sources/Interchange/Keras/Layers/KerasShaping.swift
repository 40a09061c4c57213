import FloatModels

extension KerasImporter {
  mutating func pool(
    _ kind: KerasLayerClass, _ call: KerasCall, directions: Int
  ) throws(InterchangeError.Problem) -> KerasActivation {
    let input = try call.input(rank: directions + 1)
    let window = try KerasWindow(call, directions: directions, size: "pool_size").window
    let isMaximum = kind == .maxPooling1D || kind == .maxPooling2D
    let node = try assembly.append(
      call.name, isMaximum ? .maximumPool(window) : .averagePool(window), [try node(input)])
    return activation(node, rank: directions + 1)
  }

  /// - Parameter rank: axes of the input, of which the last is kept.
  mutating func globalAverage(
    _ call: KerasCall, rank: Int
  ) throws(InterchangeError.Problem) -> KerasActivation {
    try call.checkChannelsLast()
    let input = try call.input(rank: rank)
    let node = try assembly.append(
      call.name, .mean(rank == 3 ? [.rows, .columns] : .columns), [try node(input)])
    let keeps = call.isSet("keepdims", or: false)
    return activation(node, rank: keeps ? rank : 1)
  }

  /// Flatten and Reshape: other axes for the same elements.
  func reshaped(
    _ kind: KerasLayerClass, _ call: KerasCall
  ) throws(InterchangeError.Problem) -> KerasActivation {
    var result = try call.input()
    let count = result.sizes.reduce(1, *)
    guard kind == .reshape else {
      try call.checkChannelsLast()
      result.sizes = [count]
      return result
    }
    guard var target = call.layer.config["target_shape"]?.integers,
      (1...3).contains(target.count), target.filter({ $0 == -1 }).count <= 1,
      target.allSatisfy({ $0 == -1 || 1...65_536 ~= $0 })
    else {
      throw call.unsupported(
        "a target_shape of other than one to three numbers", "reshape to at most three axes")
    }
    let known = target.reduce(1) { $1 == -1 ? $0 : $0 * $1 }
    target = target.map { $0 == -1 ? count / known : $0 }
    guard target.reduce(1, *) == count else {
      throw call.invalid("\(result.sizes) cannot be given the shape \(target)")
    }
    result.sizes = target
    return result
  }

  mutating func padded(_ call: KerasCall) throws(InterchangeError.Problem) -> KerasActivation {
    try call.checkChannelsLast()
    let input = try call.input(rank: 3)
    let value = call.layer.config["padding"]
    // 1, [1, 2], or [[1, 1], [2, 2]].
    var sides: [Int] = []
    if let integers = value?.integers, let first = integers.first, let last = integers.last {
      sides = [first, first, last, last]
    } else {
      sides = value?.list?.flatMap { $0.integers ?? [] } ?? []
    }
    guard sides.count == 4, sides.allSatisfy({ 0...65_536 ~= $0 }) else {
      throw call.invalid("padding is no numbers from 0 on for the four sides")
    }
    let edges = Edges(top: sides[0], bottom: sides[1], left: sides[2], right: sides[3])
    let node = try assembly.append(call.name, .pad(edges, value: 0), [try node(input)])
    return activation(node, rank: 3)
  }

  mutating func joined(
    _ kind: KerasLayerClass, _ call: KerasCall
  ) throws(InterchangeError.Problem) -> KerasActivation {
    guard var result = call.inputs.first, call.inputs.count >= 2 else {
      throw call.invalid("\(call.inputs.count) inputs, it has two or more")
    }
    let rank = result.sizes.count
    let axis = kind == .add ? nil : try call.axis(call.layer.config["axis"], rank: rank)
    result.source = try node(result)
    for other in call.inputs.dropFirst() {
      let fits =
        other.sizes.count == rank
        && other.sizes.indices.allSatisfy { $0 == axis || other.sizes[$0] == result.sizes[$0] }
      guard fits else {
        throw call.unsupported(
          "inputs of \(result.sizes) and \(other.sizes)", "bring them to equal shapes before")
      }
      var operation = Operation.add
      if let axis, let along = Axis(rawValue: axis + 3 - rank) {
        operation = .concatenate(along)
        result.sizes[axis] += other.sizes[axis]
      }
      result.source = try assembly.append(
        call.name, operation, [result.source, try node(other)])
    }
    return result
  }
}
