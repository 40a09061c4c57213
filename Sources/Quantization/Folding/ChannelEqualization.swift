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
      guard layer.hasReLU, let reader = fused.onlyReader(ofTensor: index + 1) else { continue }
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
  public init(of network: NetworkContents, loweredFrom fused: FusedGraph) {
    self.init(noneFor: fused)
    for (index, layer) in fused.layers.enumerated() where layer.hasReLU {
      let incoming = layer.input == 0 ? [1] : factors[layer.input - 1]
      let integers = network.layers[index]
      for channel in 0..<layer.outputs {
        var product = 0.0
        var square = 0.0
        for position in channel * layer.fanIn..<(channel + 1) * layer.fanIn {
          let float = Double(layer.weight[position] / incoming[position % incoming.count])
          product += float * Double(integers.weights[position])
          square += float * float
        }
        // Rounding moves the quotient by a few percent at most: far from half an octave.
        let ratio = square > 0 ? product / square * Double(integers.weightScales[channel]) : 1
        if ratio.isNormal, ratio > 0 {
          factors[index][channel] = Float(exp2(log2(ratio).rounded()))
        }
      }
    }
  }

  /// `fused` with the factors in its parameters.
  func applied(to fused: FusedGraph) -> FusedGraph {
    var result = fused
    for index in fused.layers.indices {
      let own = factors[index]
      let source = fused.layers[index].input
      let incoming = source == 0 ? [1] : factors[source - 1]
      let fanIn = fused.layers[index].fanIn
      for position in fused.layers[index].weight.indices {
        // A row holds whole pixels, so that the input's channel is the position modulo channels.
        result.layers[index].weight[position] *=
          own[position / fanIn] / incoming[position % fanIn % incoming.count]
      }
      for channel in own.indices { result.layers[index].bias[channel] *= own[channel] }
    }
    return result
  }
}

extension FusedGraph {
  /// The layer that reads a tensor, if there is exactly one.
  fileprivate func onlyReader(ofTensor tensor: Int) -> Int? {
    let readers = layers.indices.filter { layers[$0].input == tensor }
    return readers.count == 1 ? readers[0] : nil
  }
}

extension FusedLayer {
  /// For each input channel, the largest weight on it relative to the largest of its row.
  fileprivate func relativeMaxima(channels: Int) -> [Double] {
    var maxima = [Double](repeating: 0, count: channels)
    for output in 0..<outputs {
      let row = weight[output * fanIn..<(output + 1) * fanIn]
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
