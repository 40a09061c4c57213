import EdgeRuntime

/// Which parts of an integer network stand for which of the fused one.
struct LayerMatch: Sendable, Equatable {
  /// For each tensor of the fused graph, the integer tensor.
  var tensorIndices: [Int]
  /// For each layer of the fused graph, the integer layer; nil for one that needs no computing.
  var layerIndices: [Int?]

  init(_ lowered: LoweredNetwork) {
    tensorIndices = lowered.tensorIndices
    layerIndices = lowered.layerIndices
  }

  /// By the layers' names.
  /// - Throws: `QuantizationError.inconsistentModel` where a layer is missing or of another size.
  init(_ network: NetworkContents, _ fused: FusedGraph) throws(QuantizationError) {
    tensorIndices = [0]
    layerIndices = []
    for layer in fused.layers {
      guard let index = network.layers.firstIndex(where: { $0.name == layer.name }) else {
        guard case .reshape = layer.operation else {
          throw .inconsistentModel(
            what: "layers named \(layer.name) in the device model", found: 0, expected: 1)
        }
        tensorIndices.append(tensorIndices[layer.input])
        layerIndices.append(nil)
        continue
      }
      let integer = network.layers[index]
      guard !layer.isLinear || integer.weights.count == layer.weight.count,
        integer.bias.count == layer.bias.count
      else {
        throw .inconsistentModel(
          what: "weights of \(layer.name) in the device model", found: integer.weights.count,
          expected: layer.weight.count)
      }
      tensorIndices.append(integer.output)
      layerIndices.append(index)
    }
  }
}
