import EdgeRuntime

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

  /// What can be said of the whole: `int8`, `q15` or `mixed`.
  public var activationName: String {
    let wide = activations.count { $0 == .int16 }
    return wide == 0 ? "int8" : wide == activations.count ? "q15" : "mixed"
  }
}

extension PrecisionPlan {
  /// What options ask for, by the names of layers.
  /// - Throws: `QuantizationError.noSuchLayer`.
  init(_ fused: FusedGraph, _ options: QuantizationOptions) throws(QuantizationError) {
    self.init(fused, activations: options.activations, weights: options.weights)
    for name in options.q15Layers {
      if name == "input" {
        activations[0] = .int16
      } else {
        activations[try fused.index(ofLayer: name) + 1] = .int16
      }
    }
    for (name, grid) in options.layerWeights { weights[try fused.index(ofLayer: name)] = grid }
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
