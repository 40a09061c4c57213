/// What a node computes. Where nothing else is said it has one input.
///
/// Weights lie as TensorFlow Lite stores them, so that a model from there keeps its layout.
public enum Operation: Sendable, Hashable {
  /// `y = W x + b` of the input as a vector, whatever its shape. `weight` is `units × inputs`,
  /// `bias` is `units`.
  case dense(units: Int)
  /// `weight` is `filters × kernel height × kernel width × channels` (OHWI), `bias` is `filters`.
  case convolution(filters: Int, KernelWindow)
  /// The gradient of a convolution with respect to its input. `weight` is
  /// `filters × kernel height × kernel width × channels` (OHWI) with the filters of the output,
  /// `bias` is `filters`. The dilation is 1.
  case transposedConvolution(filters: Int, KernelWindow)
  /// Each channel by itself: output channel `c · multiplier + m` reads input channel `c`. `weight`
  /// is `kernel height × kernel width × channels · multiplier`, `bias` is `channels · multiplier`.
  case depthwiseConvolution(multiplier: Int, KernelWindow)
  /// The mean of each channel over the window; padding does not count in it.
  case averagePool(KernelWindow)
  /// The largest value of each channel in the window.
  case maximumPool(KernelWindow)
  /// The mean over the axes, which keep the size 1.
  case mean(ReducedAxes)
  /// The sum of two inputs of the same shape.
  case add
  /// Two to four inputs behind one another along an axis; their other sizes are the same.
  case concatenate(Axis)
  /// The same values in the same order, in another shape of the same size.
  case reshape(Shape)
  /// The image with rows and columns of `value` around it.
  case pad(Edges, value: Float)
  /// Per channel; `gamma`, `beta`, `mean`, `variance`, each `channels`.
  case batchNorm(epsilon: Float)
  /// `max(x, 0)`
  case relu
  /// `min(max(x, 0), 6)`
  case relu6
  /// `1 / (1 + exp(-x))`
  case logistic
  /// `tanh(x)`
  case tanh
  /// `exp(x) / Σ exp(x)` over the channels of each position.
  case softmax
}

extension Operation {
  /// The operation's name in a file.
  public var kind: String {
    switch self {
    case .dense: "dense"
    case .convolution: "convolution"
    case .transposedConvolution: "transposed_convolution"
    case .depthwiseConvolution: "depthwise_convolution"
    case .averagePool: "average_pool"
    case .maximumPool: "maximum_pool"
    case .mean: "mean"
    case .add: "add"
    case .concatenate: "concatenate"
    case .reshape: "reshape"
    case .pad: "pad"
    case .batchNorm: "batch_norm"
    case .relu: "relu"
    case .relu6: "relu6"
    case .logistic: "logistic"
    case .tanh: "tanh"
    case .softmax: "softmax"
    }
  }

  /// How many inputs a node of this operation has.
  public var inputCounts: ClosedRange<Int> {
    switch self {
    case .add: 2...2
    case .concatenate: 2...4
    default: 1...1
    }
  }

  /// Names of the parameters that a node of this operation has.
  public var roles: [String] {
    switch self {
    case .dense, .convolution, .transposedConvolution, .depthwiseConvolution: ["weight", "bias"]
    case .batchNorm: ["gamma", "beta", "mean", "variance"]
    case .averagePool, .maximumPool, .mean, .add, .concatenate, .reshape, .pad, .relu, .relu6,
      .logistic, .tanh, .softmax:
      []
    }
  }

  /// The window of an operation that moves one over an image.
  public var window: KernelWindow? {
    switch self {
    case .convolution(_, let window), .transposedConvolution(_, let window),
      .depthwiseConvolution(_, let window), .averagePool(let window), .maximumPool(let window):
      window
    case .dense, .mean, .add, .concatenate, .reshape, .pad, .batchNorm, .relu, .relu6, .logistic,
      .tanh, .softmax:
      nil
    }
  }
}
