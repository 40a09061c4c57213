import EdgeRuntime
import FloatModels

@testable import Quantization

/// The largest error that a layer's integers may have, given the errors of what it reads: worked out
/// from steps and weights alone.
struct LayerErrorBound {
  let model: LoweredSample
  /// Layer of the fused graph.
  let layer: Int

  private var fused: FusedLayer { model.fused.layers[layer] }
  private var network: NetworkContents { model.lowered.network }

  /// For one sample's integers and real activations; nil where nothing is computed.
  func bound(_ integers: [[Int64]], _ real: [[Double]]) -> Double? {
    guard let index = model.lowered.layerIndices[layer] else { return nil }
    let integer = network.layers[index]
    var errors: [Double] = []
    for (source, input) in zip(fused.inputs, integer.inputs) {
      let standing = model.lowered.tensorIndices[source]
      let error = model.largestError(integers[standing], real[source], integerTensor: standing)
      // An input that was brought to other steps was rounded once more.
      errors.append(error + (input == standing ? 0 : 1.6 * step(input)))
    }
    let error = errors.max() ?? 0
    let step = step(integer.output)
    switch fused.operation {
    case .dense, .convolution, .transposedConvolution, .depthwiseConvolution:
      let size = real[fused.input].map { abs($0) }.max() ?? 0
      return linear(integer, error, size) + (integer.hasWideAccumulators ? 2.7 : 1.6) * step
    case .averagePool: return error + 1.1 * step
    case .maximumPool, .pad, .reshape: return error + 0.51 * step
    case .concatenate: return error + 0.01 * step
    case .mean, .relu, .relu6: return error + 1.6 * step
    case .add:
      let scales = integer.inputs.map(self.step)
      let unit =
        2 * (scales.max() ?? 0) / (network.tensors[integer.output].isWide ? 0x1p15 : 0x1p20)
      return errors.reduce(0, +) + 2 * unit + 1.6 * step
    // The steepest slope, and what the tables are off by (`LookupTableTests` and its neighbours).
    case .logistic: return error / 4 + 2 * step
    case .tanh: return error + (network.tensors[integer.output].isWide ? 8 : 2) * step
    case .softmax: return error / 2 + (network.tensors[integer.output].isWide ? 24 : 2) * step
    case .batchNorm: return nil
    }
  }

  /// Σ|w|·(input error) + Σ|x|·(weight step / 2) + (bias step / 2), of the worst channel.
  private func linear(_ integer: LayerContents, _ error: Double, _ size: Double) -> Double {
    (0..<fused.outputs).map { channel -> Double in
      let gain = fused.row(channel).reduce(0) { $0 + Double(abs($1)) }
      let weightStep = Double(integer.weightScales[channel])
      return gain * error + Double(fused.fanIn) * weightStep / 2 * (size + error)
        + weightStep * step(integer.inputs[0]) / 2
    }.max() ?? 0
  }

  private func step(_ tensor: Int) -> Double { Double(network.tensors[tensor].scale) }
}

extension TensorContents {
  var isWide: Bool { elementType == .int16 }
}
