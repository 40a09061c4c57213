import FloatModels

extension ONNXImporter {
  /// A function of each element.
  mutating func elementwise(
    _ operation: Operation, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    try appended(operation, to: try call.activation(0), call)
  }

  /// A node that leaves the elements where they are.
  mutating func appended(
    _ operation: Operation, to value: ONNXActivation, _ call: ONNXCall,
    _ parameters: [String: Tensor] = [:]
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    var result = value
    result.source = try append(operation, [value.source], call, parameters)
    return result
  }

  /// Clip, and the Min and Max that stand for it in older files.
  mutating func clipped(
    _ kind: ONNXOperator, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    var lowest = -Float.infinity
    var highest = Float.infinity
    var value: ONNXActivation
    if kind == .clip {
      value = try call.activation(0)
      lowest = try bound(1, "min", call) ?? lowest
      highest = try bound(2, "max", call) ?? highest
    } else {
      guard call.arguments.count == 2 else {
        throw call.unsupported("of \(call.arguments.count) inputs", "use Clip instead")
      }
      let data = call.arguments[0].isActivation ? 0 : 1
      value = try call.activation(data)
      let bound = try bound(1 - data, "", call) ?? .nan
      (lowest, highest) = kind == .min ? (lowest, bound) : (bound, highest)
    }
    // relu(x) from above is relu6(x).
    if lowest <= 0, highest == 6, value.source != Node.graphInput,
      assembly.nodes[value.source].operation == .relu
    {
      value.source = assembly.nodes[value.source].inputs[0]
      lowest = 0
    }
    let isOpen = highest >= Float.greatestFiniteMagnitude
    guard lowest == 0, isOpen || highest == 6 else {
      throw call.unsupported(
        "to \(lowest)…\(highest), allowed 0…6 and 0…∞", "use ReLU or ReLU6, and train again")
    }
    return try appended(isOpen ? .relu : .relu6, to: value, call)
  }

  private func bound(
    _ index: Int, _ attribute: String, _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> Float? {
    guard let constant = try call.constantIfPresent(index) else {
      return call.node.attributes[attribute]?.float
    }
    guard constant.count == 1 else {
      throw call.unsupported("with a bound for each element", "use the same bounds for all")
    }
    return constant.floats[0]
  }

  mutating func softmax(_ call: ONNXCall) throws(InterchangeError.Problem) -> ONNXActivation {
    var value = try call.activation(0)
    let rank = value.axes.count + 1
    let axis = try call.axis(try call.integer("axis", or: opset < 13 ? 1 : -1), rank: rank)
    // Before operator set 13 the axis and all behind it were one.
    let axes = axis == 0 ? [] : opset < 13 ? value.axes[(axis - 1)...] : [value.axes[axis - 1]]
    let factors = axes.flatMap { $0 }
    let tail = Array(value.memory.suffix(factors.count))
    guard axis > 0, Set(tail) == Set(factors) else {
      throw call.unsupported(
        "over axis \(axis), not over the channels", "take the softmax over the channels")
    }
    value.source = try reshaped(
      value.source, toChannels: tail.size, exactly: true, call)
    return try appended(.softmax, to: value, call)
  }

  /// The sum of two activations.
  mutating func sum(_ call: ONNXCall) throws(InterchangeError.Problem) -> ONNXActivation {
    let first = try call.activation(0)
    var second = try call.activation(1)
    guard first.sizes == second.sizes else {
      throw call.unsupported(
        "of shapes \(first.sizes) and \(second.sizes), allowed are equal ones",
        "bring both to the same shape before")
    }
    guard let named = second.named(as: first) else {
      throw call.unsupported("of data that lie in different orders", Self.orderRemedy)
    }
    second = named
    if second.memory != first.memory {
      second.source = try permuted(second, to: first.memory, call)
    }
    second.source = try reshaped(second.source, to: assembly.shape(of: first.source), call)
    var result = first
    result.source = try append(.add, [first.source, second.source], call)
    return result
  }
}
