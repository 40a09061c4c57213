import EdgeRuntime
import FloatModels

/// Number formats of a network: of every tensor, and of every layer's weights.
public struct PrecisionPlan: Sendable, Hashable {
  /// One a tensor of the `FusedGraph`: the input's, then each layer's result.
  public var activations: [ModelFile.ElementType]
  /// One a layer; those without weights ignore it.
  public var weights: [WeightGrid]

  /// The same format everywhere.
  public init(
    _ fused: FusedGraph, activations: ModelFile.ElementType = .int8, weights: WeightGrid = .int8
  ) {
    self.activations = Array(repeating: activations, count: fused.layers.count + 1)
    self.weights = Array(repeating: weights, count: fused.layers.count)
  }

  /// With the types of tensors that keep the steps of another made that one's.
  func settled(_ fused: FusedGraph) -> PrecisionPlan {
    var plan = self
    for (index, layer) in fused.layers.enumerated() where layer.operation.keepsSteps {
      plan.activations[index + 1] = plan.activations[layer.input]
    }
    return plan
  }

  /// What can be said of the whole: `int8`, `q15` or `mixed`.
  public var activationName: String {
    let wide = activations.count { $0 == .int16 }
    return wide == 0 ? "int8" : wide == activations.count ? "q15" : "mixed"
  }
}

extension PrecisionPlan {
  /// What options ask for, by the names of layers. Where they leave it open it is int8, except that a
  /// network that is no autoencoder, or one of windows that are pooled, has 16 bits for everything that is pooled over time, and for the
  /// layers on it: there is one value where others have a hundred, so that nothing averages out what
  /// rounding does, and there is little to be saved.
  ///
  /// - Throws: `QuantizationError.noSuchLayer`; `.badOption` for layers that have no such choice.
  init(
    _ fused: FusedGraph, _ options: QuantizationOptions, for model: FloatModel
  ) throws(QuantizationError) {
    self.init(
      fused, activations: options.activations ?? .int8, weights: options.weights ?? .int8)
    if model.score.firstCompared == nil || model.windowing.pooling != nil {
      let isPooled = [fused.input.isVector] + fused.layers.map(\.outputShape.isVector)
      for (tensor, isPooled) in isPooled.enumerated() where isPooled {
        if options.activations == nil { activations[tensor] = .int16 }
        if options.weights == nil, tensor > 0 { weights[tensor - 1] = .int16 }
      }
    }
    for name in options.q15Layers {
      guard name != "input" else {
        activations[0] = .int16
        continue
      }
      let index = try fused.index(ofLayer: name)
      guard !fused.layers[index].operation.keepsSteps else {
        throw .badOption(
          name: "--q15", value: name,
          allowed: "layers that round their result; this one has the steps of its input")
      }
      activations[index + 1] = .int16
    }
    for (name, grid) in options.layerWeights {
      let index = try fused.index(ofLayer: name)
      guard fused.layers[index].isLinear else {
        throw .badOption(
          name: "--layer-weights", value: name, allowed: "layers that have weights")
      }
      weights[index] = grid
    }
  }
}

extension FusedGraph {
  /// - Throws: `QuantizationError.noSuchLayer`.
  fileprivate func index(ofLayer name: String) throws(QuantizationError) -> Int {
    guard let index = layers.firstIndex(where: { $0.name == name }) else {
      throw .noSuchLayer(name, known: layers.map(\.name))
    }
    return index
  }
}

extension Shape {
  /// Whether it has a single position.
  fileprivate var isVector: Bool { height == 1 && width == 1 }
}
