import FloatModels

extension KerasImporter {
  /// The function of a layer's `activation`, after the layer itself.
  func operation(
    _ value: KerasValue?, _ call: KerasCall
  ) throws(InterchangeError.Problem) -> Operation? {
    // Keras 3 writes a table for functions that it does not know by name.
    let name = value?.text ?? value?["config"]?.text ?? value?["class_name"]?.text
    switch name {
    case nil where value == nil || value?.isNull == true: return nil
    case "linear": return nil
    case "relu": return .relu
    case "relu6": return .relu6
    case "sigmoid": return .logistic
    case "tanh": return .tanh
    case "softmax": return .softmax
    default:
      throw call.unsupported(
        "the activation \(name ?? "of an unknown kind")",
        "use linear, relu, relu6, sigmoid, tanh or softmax, and train again")
    }
  }

  /// - Parameter suffix: tells the node's name from that of the layer that it belongs to.
  mutating func activated(
    _ value: KerasActivation, by function: KerasValue?, _ call: KerasCall, suffix: String? = nil
  ) throws(InterchangeError.Problem) -> KerasActivation {
    guard let operation = try operation(function, call) else { return value }
    var result = value
    let source = operation == .softmax ? try node(value) : value.source
    result.source = try assembly.append(
      call.name + (suffix ?? ".\(operation.kind)"), operation, [source])
    return result
  }

  mutating func rectified(_ call: KerasCall) throws(InterchangeError.Problem) -> KerasActivation {
    let config = call.layer.config
    let most = config["max_value"]?.number
    for key in ["negative_slope", "threshold"] {
      guard config[key]?.number ?? 0 == 0 else {
        throw call.unsupported("\(key) other than 0", "use ReLU() or ReLU(6.0), and train again")
      }
    }
    guard most == nil || most == 6 else {
      throw call.unsupported("max_value \(most ?? 0)", "use ReLU() or ReLU(6.0), and train again")
    }
    var result = try call.input()
    result.source = try assembly.append(call.name, most == nil ? .relu : .relu6, [result.source])
    return result
  }

  mutating func softmax(_ call: KerasCall) throws(InterchangeError.Problem) -> KerasActivation {
    var result = try call.input()
    let rank = result.sizes.count
    guard try call.axis(call.layer.config["axis"], rank: rank) == rank - 1 else {
      throw call.unsupported("over another axis than the last", "take it over the last axis")
    }
    result.source = try assembly.append(call.name, .softmax, [try node(result)])
    return result
  }

  mutating func batchNormalization(
    _ call: KerasCall
  ) throws(InterchangeError.Problem) -> KerasActivation {
    var result = try call.input()
    let rank = result.sizes.count
    guard try call.axis(call.layer.config["axis"], rank: rank) == rank - 1 else {
      throw call.unsupported("over another axis than the last", "normalise the last axis")
    }
    let channels = result.sizes[rank - 1]
    func tensor(_ values: [Float]) -> Tensor { Tensor(shape: [channels], values: values) }
    let parameters = [
      "gamma": call.isSet("scale", or: true)
        ? tensor(try call.weight("gamma", [channels])) : Tensor(shape: [channels], repeating: 1),
      "beta": call.isSet("center", or: true)
        ? tensor(try call.weight("beta", [channels])) : Tensor(shape: [channels]),
      "mean": tensor(try call.weight("moving_mean", [channels])),
      "variance": tensor(try call.weight("moving_variance", [channels])),
    ]
    let epsilon = Float(call.layer.config["epsilon"]?.number ?? 1e-3)
    result.source = try assembly.append(
      call.name, .batchNorm(epsilon: epsilon), [try node(result)], parameters)
    return result
  }
}
