import EdgeRuntime
import FloatModels

extension LoweredNetwork {
  /// What the integers round, as the probe wants to know it. A last layer whose sums are scored has
  /// no rounded result.
  func rounding(of fused: FusedGraph) -> ScoreProbe.Rounding {
    var rounding = ScoreProbe.Rounding()
    for (tensor, integer) in tensorIndices.enumerated() {
      let contents = network.tensors[integer]
      let isOnlySums = contents.arenaOffset == nil
      if hasOwnSteps(tensor, fused), !isOnlySums {
        rounding.tensors[tensor] = TensorQuantization(contents)
      }
    }
    for (layer, index) in layerIndices.enumerated() where fused.layers[layer].isLinear {
      if let index { rounding.layers[layer] = node(fused, layer, network.layers[index]) }
    }
    return rounding
  }

  /// Whether rounding a tensor is this tensor's own doing.
  func hasOwnSteps(_ tensor: Int, _ fused: FusedGraph) -> Bool {
    guard tensor > 0 else { return true }
    return layerIndices[tensor - 1] != nil && !fused.layers[tensor - 1].operation.keepsSteps
  }

  /// The node of a linear layer with what its integers stand for.
  private func node(_ fused: FusedGraph, _ layer: Int, _ integers: LayerContents) -> Node {
    var node = fused.graph.nodes[fused.layerNodes[layer]]
    let float = fused.layers[layer]
    let inputScale = Double(network.tensors[integers.inputs[0]].scale)
    var weight = float.weight
    var bias = float.bias
    for channel in 0..<float.outputs {
      let scale = integers.weightScales[channel]
      for position in 0..<float.fanIn {
        let place = float.place(channel: channel, position)
        weight[place] = Float(integers.weights[place]) * scale
      }
      bias[channel] = Float(Double(integers.bias[channel]) * inputScale * Double(scale))
    }
    node.parameters["weight"]?.values = weight
    node.parameters["bias"]?.values = bias
    return node
  }
}

extension Operation {
  /// Whether the result has the steps of the input.
  var keepsSteps: Bool {
    switch self {
    case .averagePool, .maximumPool, .pad, .reshape: true
    default: false
    }
  }
}
