import EdgeRuntime
import Quantization

/// Which tensors of a network are vectors in a `.tflite` file too, with two axes instead of four.
struct TFLiteRanks {
  /// For each tensor.
  private(set) var isVector: [Bool]

  init(_ network: NetworkContents) {
    isVector = network.tensors.map { $0.height == 1 && $0.width == 1 }
    for layer in network.layers where layer.operation.needsAnImage {
      for tensor in layer.inputs + [layer.output] { isVector[tensor] = false }
    }
    // What is computed element by element has the axes of its input. Each round settles a tensor.
    var isSettled = false
    while !isSettled {
      isSettled = true
      for layer in network.layers where layer.operation.keepsAxes {
        let tensors = layer.inputs + [layer.output]
        guard tensors.contains(where: { !isVector[$0] }) else { continue }
        for tensor in tensors where isVector[tensor] {
          isVector[tensor] = false
          isSettled = false
        }
      }
    }
  }
}

extension IntegerOperation {
  /// Operators of the schema that demand four axes.
  fileprivate var needsAnImage: Bool {
    switch self {
    case .convolution, .transposedConvolution, .depthwiseConvolution, .averagePool, .maximumPool,
      .mean, .pad:
      true
    case .concatenate(let axis): axis != 2
    default: false
    }
  }

  /// Operators whose output has as many axes as their inputs.
  fileprivate var keepsAxes: Bool {
    switch self {
    case .add, .concatenate, .rescale, .lookup, .logistic, .tanh, .softmax: true
    default: false
    }
  }
}
