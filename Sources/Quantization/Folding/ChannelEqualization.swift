import Foundation
import FloatModels

/// A scale for every channel behind a ReLU, which the layers before and after it cancel out: the
/// same function, but channels of a tensor fill its 255 steps alike.
///
/// For `f > 0`, `ReLU(f·x) = f·ReLU(x)`: the layer before takes `f` into its weights and bias (which
/// are quantized per output channel, so that it costs nothing there), the layer after takes `1/f`
/// into its weights. Factors are powers of two, so the float function stays the same to the bit.
///
/// Source: Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction"
/// (2019), section 4.1, balanced between activations and weights as in Xiao et al., "SmoothQuant"
/// (2023), equation 4 with α = 1/2.
public struct ChannelEqualization: Sendable, Equatable {
  /// One a layer and output channel; a power of two.
  public var factors: [[Float]]

  /// Largest exponent of a factor.
  private static let mostOctaves = 8.0

  /// Leaves every channel as it is.
  public init(noneFor fused: FusedGraph) {
    factors = fused.layers.map { [Float](repeating: 1, count: $0.outputs) }
  }

  /// Factors that balance a channel's activations against the weights that read them.
  /// - Parameter channelMaxima: largest output of each layer's channels on the calibration clips.
  public init(balancing fused: FusedGraph, channelMaxima: [[Float]]) {
    self.init(noneFor: fused)
    for (index, layer) in fused.layers.enumerated() {
      guard layer.isLinear, layer.activation == .relu,
        let reader = fused.onlyLinearReader(ofTensor: index + 1)
      else { continue }
      // The reader's own factors scale its rows as a whole, which relative weights do not see.
      let weights = fused.layers[reader].relativeMaxima(channels: layer.outputs)
      let largest = channelMaxima[index].max() ?? 0
      for channel in 0..<layer.outputs where channelMaxima[index][channel] > 0 {
        let activation = Double(channelMaxima[index][channel] / largest)
        guard weights[channel] > 0, activation.isNormal else { continue }
        let octaves = (log2(weights[channel] / activation) / 2).rounded()
        let bounded = min(max(octaves, -Self.mostOctaves), Self.mostOctaves)
        factors[index][channel] = Float(exp2(bounded))
      }
    }
  }

  /// The factors that a network was lowered with, from its weights beside the float ones.
  /// - Parameter layers: the integer layer of each fused one; nil where there is none.
  public init(
    of network: NetworkContents, layers: [Int?], loweredFrom fused: FusedGraph
  ) {
    self.init(noneFor: fused)
    for (index, layer) in fused.layers.enumerated() where layer.activation == .relu {
      guard layer.isLinear, let integer = layers[index] else { continue }
      let incoming = layer.input == 0 ? [1] : factors[layer.input - 1]
      for channel in 0..<layer.outputs {
        let factor = Self.factor(network.layers[integer], layer, channel, incoming)
        if factor.isNormal, factor > 0 {
          factors[index][channel] = Float(exp2(log2(factor).rounded()))
        }
      }
    }
  }

  /// Quotient of an output channel's integer and float weights.
  private static func factor(
    _ integers: LayerContents, _ layer: FusedLayer, _ channel: Int, _ incoming: [Float]
  ) -> Double {
    var product = 0.0
    var square = 0.0
    for position in 0..<layer.fanIn {
      let place = layer.place(channel: channel, position)
      let input = layer.inputChannel(channel: channel, position) % incoming.count
      let float = Double(layer.weight[place] / incoming[input])
      product += float * Double(integers.weights[place])
      square += float * float
    }
    // Rounding and clipping move the quotient by a few percent: far from half an octave.
    return square > 0 ? product / square * Double(integers.weightScales[channel]) : 1
  }

  /// `fused` with the factors in its parameters.
  func applied(to fused: FusedGraph) -> FusedGraph {
    var result = fused
    for (index, layer) in fused.layers.enumerated() where layer.isLinear {
      let own = factors[index]
      let incoming = layer.input == 0 ? [1] : factors[layer.input - 1]
      for channel in own.indices {
        for position in 0..<layer.fanIn {
          let input = layer.inputChannel(channel: channel, position) % incoming.count
          result.layers[index].weight[layer.place(channel: channel, position)] *=
            own[channel] / incoming[input]
        }
        result.layers[index].bias[channel] *= own[channel]
      }
      result.adoptParameters(ofLayer: index)
    }
    return result
  }
}

extension FusedGraph {
  /// Puts a layer's weights and bias into the node that it came from.
  mutating func adoptParameters(ofLayer index: Int) {
    let node = layerNodes[index]
    let shape = graph.nodes[node].parameters["weight"]?.shape ?? []
    graph.nodes[node].parameters["weight"] = Tensor(shape: shape, values: layers[index].weight)
    graph.nodes[node].parameters["bias"] = Tensor(
      shape: [layers[index].bias.count], values: layers[index].bias)
  }

  /// The layer that reads a tensor, if there is exactly one and it weighs each channel anew.
  fileprivate func onlyLinearReader(ofTensor tensor: Int) -> Int? {
    let readers = readers(ofTensor: tensor)
    guard readers.count == 1, layers[readers[0]].isLinear else { return nil }
    if case .depthwiseConvolution = layers[readers[0]].operation { return nil }
    return readers[0]
  }
}

extension FusedLayer {
  /// For each input channel, the largest weight on it relative to the largest of its row.
  fileprivate func relativeMaxima(channels: Int) -> [Double] {
    var maxima = [Double](repeating: 0, count: channels)
    for output in 0..<outputs {
      let row = row(output)
      let largest = row.reduce(Float(0)) { max($0, abs($1)) }
      guard largest > 0 else { continue }
      for (position, weight) in row.enumerated() {
        let channel = position % channels
        maxima[channel] = max(maxima[channel], Double(abs(weight) / largest))
      }
    }
    return maxima
  }
}
