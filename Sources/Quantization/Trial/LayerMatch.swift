import EdgeRuntime

/// Which parts of an integer network stand for which of the fused one.
struct LayerMatch: Sendable, Equatable {
  /// For each tensor of the fused graph, the integer tensor.
  var tensorIndices: [Int]
  /// For each layer of the fused graph, the integer layer; nil for one that needs no computing.
  var layerIndices: [Int?]
  /// Integer tensors whose largest integer is the six of a ReLU6.
  private(set) var cappedTensors: Set<Int> = []

  init(_ lowered: LoweredNetwork, _ fused: FusedGraph) {
    tensorIndices = lowered.tensorIndices
    layerIndices = lowered.layerIndices
    noteCaps(lowered.network, fused)
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
    noteCaps(network, fused)
  }

  private mutating func noteCaps(_ network: NetworkContents, _ fused: FusedGraph) {
    for (layer, index) in layerIndices.enumerated() where fused.layers[layer].activation == .relu6 {
      guard let index else { continue }
      let tensor = network.tensors[network.layers[index].output]
      let steps = TensorQuantization(tensor)
      if steps.range.maximum >= 6 - steps.scale / 2 {
        cappedTensors.insert(network.layers[index].output)
      }
    }
  }
}
