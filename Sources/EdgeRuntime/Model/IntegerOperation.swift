/// Size, step and placement of a kernel that moves over an image.
public struct KernelGeometry: Sendable, Equatable {
  /// 1…64.
  public let height: Int
  /// 1…64.
  public let width: Int
  /// 1…16.
  public let strideHeight: Int
  /// 1…16.
  public let strideWidth: Int
  /// Input rows from one kernel row to the next, 1…16.
  public let dilationHeight: Int
  /// Input columns from one kernel column to the next, 1…16.
  public let dilationWidth: Int
  /// Rows of padding above the input, fewer than the kernel covers.
  public let padTop: Int
  /// Columns of padding left of the input, fewer than the kernel covers.
  public let padLeft: Int

  /// A geometry as it stands.
  public init(
    height: Int, width: Int, strideHeight: Int, strideWidth: Int, dilationHeight: Int = 1,
    dilationWidth: Int = 1, padTop: Int, padLeft: Int
  ) {
    self.height = height
    self.width = width
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.dilationHeight = dilationHeight
    self.dilationWidth = dilationWidth
    self.padTop = padTop
    self.padLeft = padLeft
  }
}

/// What an integer layer computes.
public enum IntegerOperation: Sendable, Equatable {
  /// `weights` are units × inputs.
  case fullyConnected
  /// `weights` are filters × kernel height × kernel width × channels.
  case convolution(KernelGeometry)
  /// `weights` are filters × kernel height × kernel width × channels; no input is multiplied by
  /// the zeros that a stride puts between its elements. Without dilation.
  case transposedConvolution(KernelGeometry)
  /// `weights` are kernel height × kernel width × output channels.
  case depthwiseConvolution(KernelGeometry)
  /// Mean of what lies in the window, without the padding. Without dilation.
  case averagePool(KernelGeometry)
  /// Largest of what lies in the window. Without dilation.
  case maximumPool(KernelGeometry)
  /// Mean over whole axes; bit 0 rows, bit 1 columns, bit 2 channels. One requantizer.
  case mean(axes: Int)
  /// Sum of two tensors; requantizers of the first, the second, and the sum.
  case add
  /// Along rows (0), columns (1) or channels (2).
  case concatenate(axis: Int)
  /// The input at row `top` and column `left` of an output that is `fill` elsewhere.
  case pad(top: Int, left: Int, fill: Int32)
  /// The same elements in another shape.
  case copy
  /// Other steps or another element type. One requantizer.
  case rescale
  /// Output of each int8, -128 first.
  case lookup
  /// Of int16; one requantizer, whose multiplier (1…32767) is a factor and whose shift (0…30) a
  /// number of bits to the right. The table is `sigmoid` at 0, 1/24, … as UInt16.
  case logistic
  /// As `logistic`.
  case tanh
  /// Over the channels. int8: exponentials of 0, -1, … -255 steps, Int32 in Q31. int16: two tables
  /// of 513 Int16, exp over -10…0 and 1/(1 + x) over 0…1, and one requantizer.
  case softmax

  /// Whether it has weights, biases and accumulators.
  public var isLinear: Bool {
    switch self {
    case .fullyConnected, .convolution, .transposedConvolution, .depthwiseConvolution: true
    default: false
    }
  }

  /// Whether each output is a sum over all weights of its channel.
  public var multipliesWholeRows: Bool {
    switch self {
    case .fullyConnected, .convolution: true
    default: false
    }
  }

  /// Requantizers that a layer has.
  public func requantizerCount(
    channels: Int, _ output: ModelFile.ElementType
  ) -> Int {
    switch self {
    case .fullyConnected, .convolution, .transposedConvolution, .depthwiseConvolution: channels
    case .add: 3
    case .mean, .rescale, .logistic, .tanh: 1
    case .softmax: output == .int8 ? 0 : 1
    case .averagePool, .maximumPool, .concatenate, .pad, .copy, .lookup: 0
    }
  }
}
