import SeededRandom

/// How weights are drawn before training.
enum Initialiser: Sendable {
  /// Uniform in ±sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).
  case glorotUniform
  /// Normal with variance 2 / fanIn (He et al. 2015), for layers before a ReLU.
  case heNormal
  /// Uniform in ±1 / sqrt(fanIn) (LeCun et al. 1998), as PyTorch draws them.
  case lecunUniform

  func draw(
    count: Int, fanIn: Int, fanOut: Int, using generator: inout SeededGenerator
  ) -> [Float] {
    switch self {
    case .glorotUniform:
      let limit = (6 / Double(fanIn + fanOut)).squareRoot()
      return (0..<count).map { _ in Float(generator.uniform(in: -limit...limit)) }
    case .lecunUniform:
      let limit = (1 / Double(fanIn)).squareRoot()
      return (0..<count).map { _ in Float(generator.uniform(in: -limit...limit)) }
    case .heNormal:
      let deviation = (2 / Double(fanIn)).squareRoot()
      return (0..<count).map { _ in Float(generator.normal() * deviation) }
    }
  }
}

extension Node {
  /// Weights by the initialiser, biases, betas and means 0, gammas and variances 1.
  mutating func drawParameters(
    input: Shape, _ initialiser: Initialiser, using generator: inout SeededGenerator
  ) {
    for (role, shape) in parameterShapes(input: input) {
      switch role {
      case "weight":
        let fans = fans(input: input)
        let values = initialiser.draw(
          count: shape.reduce(1, *), fanIn: fans.fanIn, fanOut: fans.fanOut, using: &generator)
        parameters[role] = Tensor(shape: shape, values: values)
      case "gamma", "variance":
        parameters[role] = Tensor(shape: shape, repeating: 1)
      default:
        parameters[role] = Tensor(shape: shape)
      }
    }
  }

  /// Values that an output depends on, and outputs that an input reaches. A transposed convolution
  /// of stride s spreads its kernel over s² outputs, so that each sees only one s²-th of it.
  private func fans(input: Shape) -> (fanIn: Int, fanOut: Int) {
    switch operation {
    case .dense(let units):
      return (input.count, units)
    case .convolution(let filters, let window):
      return (input.channels * window.taps, max(1, filters * window.taps / window.strides))
    case .transposedConvolution(let filters, let window):
      return (max(1, input.channels * window.taps / window.strides), filters * window.taps)
    case .depthwiseConvolution(let multiplier, let window):
      return (window.taps, max(1, multiplier * window.taps / window.strides))
    case .averagePool, .maximumPool, .mean, .add, .concatenate, .reshape, .pad, .batchNorm, .relu,
      .relu6, .logistic, .tanh, .softmax:
      return (1, 1)
    }
  }
}

extension KernelWindow {
  fileprivate var strides: Int { strideHeight * strideWidth }
}
