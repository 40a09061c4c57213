import FloatModels

/// Builds a graph of a Keras model, layer by layer.
struct KerasImporter {
  let weights: KerasWeights
  var assembly: NetworkAssembly

  init(_ model: KerasModel, _ contents: KerasContents) throws(InterchangeError.Problem) {
    let unknown = Self.unknown(in: model)
    guard unknown.isEmpty else {
      throw .unsupportedOperators(
        unknown, remedy: KerasLayerClass.remedy(for: unknown.map(\.name)))
    }
    weights = KerasWeights(contents)
    assembly = NetworkAssembly(input: try KerasInput.sizes(of: model).shape)
  }

  /// Layers of classes that are not taken over.
  private static func unknown(in model: KerasModel) -> [OperatorPlace] {
    model.layers.flatMap { layer in
      (KerasLayerClass(rawValue: layer.place.name) == nil ? [layer.place] : [])
        + layer.model.flatMap { unknown(in: $0) }
    }
  }

  /// The whole model.
  mutating func graph(_ model: KerasModel) throws(InterchangeError.Problem) -> Graph {
    let input = KerasActivation(
      source: Node.graphInput, sizes: try KerasInput.sizes(of: model).values)
    let output = try result(of: model, [input], path: [])
    return try assembly.graph(output: output.source)
  }

  /// What a model makes of its inputs.
  ///
  /// - Parameter path: the names of the models that it is in, outermost first.
  mutating func result(
    of model: KerasModel, _ inputs: [KerasActivation], path: [String]
  ) throws(InterchangeError.Problem) -> KerasActivation {
    if model.isSequential {
      guard var value = inputs.first, inputs.count == 1 else {
        throw KerasModel.damaged("a Sequential model of \(inputs.count) inputs")
      }
      for layer in model.layers {
        value = try result(of: KerasCall(layer, [value], path: path + [layer.name], weights))
      }
      return value
    }
    return try functional(model, inputs, path: path)
  }

  private mutating func functional(
    _ model: KerasModel, _ inputs: [KerasActivation], path: [String]
  ) throws(InterchangeError.Problem) -> KerasActivation {
    guard model.inputs.count == inputs.count else {
      throw .unsupportedModel(
        found: "\(model.inputs.count) inputs: \(model.inputs.prefix(5).joined(separator: ", "))",
        remedy: "save a model with one input")
    }
    var values = Dictionary(zip(model.inputs, inputs)) { first, _ in first }
    // Layers stand in an order of execution, but the format does not promise it.
    var waiting = model.layers.filter { values[$0.name] == nil }
    while values[model.output] == nil {
      var left: [KerasLayer] = []
      for layer in waiting {
        let read = layer.inputs.compactMap { values[$0] }
        guard read.count == layer.inputs.count, !read.isEmpty else {
          left.append(layer)
          continue
        }
        guard layer.calls == 1 else {
          throw .unsupportedUse(
            layer.place, found: "used \(layer.calls) times",
            remedy: "give each place a layer of its own")
        }
        values[layer.name] = try result(
          of: KerasCall(layer, read, path: path + [layer.name], weights))
      }
      guard left.count < waiting.count else {
        throw KerasModel.damaged("\(model.output) does not follow from the inputs")
      }
      waiting = left
    }
    guard let output = values[model.output] else { throw KerasModel.damaged("no output") }
    return output
  }
}

/// What a layer made, as Keras sees it.
struct KerasActivation {
  /// The node, or `Node.graphInput`.
  var source: Int
  /// Sizes behind the axis of the batch; row-major, as in memory.
  var sizes: [Int]
}
