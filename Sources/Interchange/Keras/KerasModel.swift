/// A model's layers and how they are connected, from its configuration.
struct KerasModel {
  /// Models within models, and layers of all of them.
  private static let maximumDepth = 8
  private static let maximumLayers = 2048

  let layers: [KerasLayer]
  /// Names of the layers that take the model's inputs, in order. A Sequential model has none: its
  /// layers read one another in turn.
  let inputs: [String]
  /// Name of the layer that makes the model's output.
  let output: String
  let isSequential: Bool
  /// The input's shape with the batch, where the model itself has it.
  let builtShape: KerasValue?

  init(_ json: KerasValue) throws(InterchangeError.Problem) {
    var count = 0
    try self.init(json, depth: 0, &count)
  }

  /// - Parameter count: layers before this model's, which are counted on.
  fileprivate init(
    _ json: KerasValue, depth: Int, _ count: inout Int
  ) throws(InterchangeError.Problem) {
    guard depth < Self.maximumDepth, let kind = json["class_name"]?.text,
      let config = json["config"], let list = config["layers"]?.list ?? config.list
    else {
      throw Self.damaged("it describes no layers")
    }
    guard ["Sequential", "Functional", "Model"].contains(kind) else {
      throw .unsupportedModel(
        found: "a model of the class \(kind)",
        remedy: "build it as keras.Sequential or keras.Model(inputs, outputs)")
    }
    isSequential = kind == "Sequential"
    var layers: [KerasLayer] = []
    for entry in list {
      guard count < Self.maximumLayers else { throw Self.damaged("more than \(count) layers") }
      layers.append(try KerasLayer(entry, depth: depth, &count))
    }
    guard Set(layers.map(\.name)).count == layers.count else {
      throw Self.damaged("two layers share a name")
    }
    self.layers = layers
    builtShape = config["build_input_shape"]
    guard !isSequential else {
      inputs = []
      output = layers.last?.name ?? ""
      return
    }
    inputs = Self.names(config["input_layers"])
    let outputs = Self.names(config["output_layers"])
    guard outputs.count == 1 else {
      throw .unsupportedModel(
        found: "\(outputs.count) outputs: \(outputs.prefix(5).joined(separator: ", "))",
        remedy: "save a model with one output, for an autoencoder its reconstruction")
    }
    output = outputs[0]
  }

  /// `["name", 0, 0]`, or a list of these.
  private static func names(_ value: KerasValue?) -> [String] {
    guard let list = value?.list else { return [] }
    if let name = list.first?.text { return [name] }
    return list.compactMap { $0.list?.first?.text }
  }

  static func damaged(_ what: String) -> InterchangeError.Problem {
    .damaged(format: "Keras HDF5", found: "model_config: \(what)")
  }
}

/// A layer with its configuration.
struct KerasLayer {
  let place: OperatorPlace
  /// Unique in its model; names its weights.
  let name: String
  let config: KerasValue
  /// Names of the layers it reads; empty in Sequential models.
  let inputs: [String]
  /// How often it is called, each time on other inputs.
  let calls: Int
  /// The model that the layer is, if it is one.
  let model: [KerasModel]

  fileprivate init(
    _ json: KerasValue, depth: Int, _ count: inout Int
  ) throws(InterchangeError.Problem) {
    guard let kind = json["class_name"]?.text, let config = json["config"] else {
      throw KerasModel.damaged("layer \(count) has no class or configuration")
    }
    // In Keras 2 a Sequential within a model may be a mere list, with the name outside.
    name = json["name"]?.text ?? config["name"]?.text ?? "layer_\(count)"
    place = OperatorPlace("layer", name: kind, index: count, label: name)
    self.config = config
    count += 1
    let nodes = json["inbound_nodes"]?.list ?? []
    calls = nodes.count
    inputs = Self.references(nodes.first ?? .null, depth: 0)
    model =
      ["Sequential", "Functional", "Model"].contains(kind)
      ? [try KerasModel(json, depth: depth + 1, &count)] : []
  }

  /// Names of the layers whose outputs a call reads, in order: `["name", 0, 0, {}]` in Keras 2,
  /// `{"config": {"keras_history": ["name", 0, 0]}}` in Keras 3, in lists and under `args`.
  private static func references(_ value: KerasValue, depth: Int) -> [String] {
    guard depth < 6 else { return [] }
    if let history = value["config"]?["keras_history"]?.list {
      return history.first?.text.map { [$0] } ?? []
    }
    if let arguments = value["args"] { return references(arguments, depth: depth + 1) }
    guard let list = value.list else { return [] }
    if let name = list.first?.text { return [name] }
    return list.flatMap { references($0, depth: depth + 1) }
  }
}
