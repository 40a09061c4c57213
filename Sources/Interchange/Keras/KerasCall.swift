import FloatModels

/// A layer applied to inputs, and words to refuse it with.
struct KerasCall {
  let layer: KerasLayer
  let inputs: [KerasActivation]
  /// Names of the models that the layer is in, then its own.
  let path: [String]
  private let weights: KerasWeights

  init(
    _ layer: KerasLayer, _ inputs: [KerasActivation], path: [String], _ weights: KerasWeights
  ) {
    self.layer = layer
    self.inputs = inputs
    self.path = path
    self.weights = weights
  }

  /// The name of its node.
  var name: String { path.joined(separator: "/") }

  func unsupported(_ found: String, _ remedy: String) -> InterchangeError.Problem {
    .unsupportedUse(layer.place, found: found, remedy: remedy)
  }

  func invalid(_ found: String) -> InterchangeError.Problem {
    .invalidOperator(layer.place, found: found)
  }

  /// The only input.
  func input() throws(InterchangeError.Problem) -> KerasActivation {
    guard let input = inputs.first, inputs.count == 1 else {
      throw invalid("\(inputs.count) inputs, it has one")
    }
    return input
  }

  /// The only input, with so many axes.
  func input(rank: Int) throws(InterchangeError.Problem) -> KerasActivation {
    let input = try input()
    guard input.sizes.count == rank else {
      throw invalid("an input of \(input.sizes), it has \(rank) axes behind the batch")
    }
    return input
  }

  func integer(_ key: String, or standard: Int? = nil) throws(InterchangeError.Problem) -> Int {
    let value = layer.config[key]
    guard let integer = value == nil ? standard : value?.integer else {
      throw invalid("\(key) is missing or no number")
    }
    return integer
  }

  /// So many positive numbers; one number stands for all.
  func sizes(
    _ key: String, count: Int, or standard: [Int]? = nil
  ) throws(InterchangeError.Problem) -> [Int] {
    let value = layer.config[key] ?? .null
    guard var sizes = value.isNull ? standard : value.integers else {
      throw invalid("\(key) is missing or no numbers")
    }
    if sizes.count == 1 { sizes = Array(repeating: sizes[0], count: count) }
    guard sizes.count == count, sizes.allSatisfy({ 1...65_536 ~= $0 }) else {
      throw invalid("\(key) \(sizes), allowed are \(count) numbers from 1 to 65536")
    }
    return sizes
  }

  /// False and null where the key is missing.
  func isSet(_ key: String, or standard: Bool) -> Bool {
    layer.config[key]?.boolean ?? standard
  }

  func text(_ key: String, or standard: String) -> String {
    layer.config[key]?.text ?? standard
  }

  /// An axis counted without the batch; Keras counts it, or counts from the end.
  func axis(_ value: KerasValue?, rank: Int) throws(InterchangeError.Problem) -> Int {
    guard let list = (value ?? .number(-1)).integers, list.count == 1 else {
      throw unsupported("several axes", "use the last axis")
    }
    let axis = list[0] < 0 ? list[0] + rank : list[0] - 1
    guard (0..<rank).contains(axis) else { throw invalid("axis \(list[0]) of \(rank + 1)") }
    return axis
  }

  /// Refuses images whose channels come first.
  func checkChannelsLast() throws(InterchangeError.Problem) {
    guard text("data_format", or: "channels_last") == "channels_last" else {
      throw unsupported("channels_first", "build it with data_format=\"channels_last\"")
    }
  }

  /// The layer's array of a role, with the shape it must have.
  func weight(
    _ role: String, _ shape: [Int], orRole other: String? = nil
  ) throws(InterchangeError.Problem) -> [Float] {
    let found =
      weights.tensor(role, of: path) ?? other.flatMap { weights.tensor($0, of: path) }
    guard let found else {
      throw invalid("the file holds no array \(role) of it, or several")
    }
    guard found.shape == shape else {
      throw invalid("\(role) of shape \(found.shape), expected \(shape)")
    }
    return found.values
  }

  /// Zeros where the layer has no bias.
  func bias(_ count: Int) throws(InterchangeError.Problem) -> Tensor {
    isSet("use_bias", or: true)
      ? Tensor(shape: [count], values: try weight("bias", [count])) : Tensor(shape: [count])
  }
}
