import FloatModels

/// Sizes of one sample's axes.
struct KerasInput {
  /// One to three.
  let values: [Int]

  /// As the graph sees them: steps of a sequence are columns.
  var shape: Shape { values.keras }

  /// The input of a model, where the model or its first layer says it.
  static func sizes(of model: KerasModel) throws(InterchangeError.Problem) -> KerasInput {
    let inputs =
      model.isSequential
      ? Array(model.layers.prefix(1))
      : model.layers.filter {
        model.inputs.contains($0.name)
      }
    guard let layer = inputs.first, inputs.count == 1 else {
      throw .unsupportedModel(
        found: "\(inputs.count) inputs: \(inputs.prefix(5).map(\.name).joined(separator: ", "))",
        remedy: "save a model with one input")
    }
    let config = layer.config
    guard
      let shape = config["batch_shape"] ?? config["batch_input_shape"] ?? model.builtShape
    else {
      // A model that begins with a model.
      if let inner = layer.model.first { return try sizes(of: inner) }
      throw unknown(layer, "no shape")
    }
    let axes = shape.list ?? []
    let sizes = axes.dropFirst().compactMap(\.integer)
    guard (1...3).contains(sizes.count), sizes.count == axes.count - 1,
      sizes.allSatisfy({ $0 > 0 }), sizes.reduce(1.0, { $0 * Double($1) }) <= 0x1p24
    else {
      let words = axes.map { $0.integer.map(String.init) ?? "?" }.joined(separator: " × ")
      throw unknown(layer, words)
    }
    return KerasInput(values: sizes)
  }

  private static func unknown(_ layer: KerasLayer, _ found: String) -> InterchangeError.Problem {
    .unsupportedUse(
      layer.place, found: "an input of \(found)",
      remedy: "build the model for samples of one to three axes of known length")
  }
}

extension [Int] {
  /// The shape of a node for one to three of Keras' axes, the last of which is its channels.
  var keras: Shape {
    switch count {
    case 1: Shape(vector: self[0])
    case 2: Shape(height: 1, width: self[0], channels: self[1])
    default: Shape(height: self[0], width: self[1], channels: self[2...].reduce(1, *))
    }
  }
}
