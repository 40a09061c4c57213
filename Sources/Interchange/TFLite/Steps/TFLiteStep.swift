import FloatModels

/// One operation of the network with all sizes known: an operator of the file, or several that
/// together are one.
struct TFLiteStep: Sendable {
  /// The operator in messages.
  var place: OperatorPlace
  var operation: Operation
  /// Tensors that the network computes.
  var inputs: [Int]
  /// The tensor that it makes; a number above those of the file for one that only the steps have.
  var output: Int
  /// The tensor of the file whose number format and name the output has.
  var format: Int
  /// The output's shape.
  var shape: Shape
  var activation: TFLiteActivation = .none

  /// Whether it stems from FULLY_CONNECTED, which may also be a convolution here.
  var isFullyConnected: Bool { place.name == TFLiteBuiltin.fullyConnected.name }

  /// What is computed. Weights, biases and other constants are tensors of the file.
  enum Operation: Sendable {
    /// One output a row of the weights; the input is a vector whatever its shape.
    case dense(TFLiteParameters)
    case convolution(TFLiteParameters, KernelWindow)
    case depthwiseConvolution(TFLiteParameters, multiplier: Int, KernelWindow)
    case transposedConvolution(TFLiteParameters, KernelWindow)
    case averagePool(KernelWindow)
    case maximumPool(KernelWindow)
    case mean(ReducedAxes)
    case add
    /// A constant of one value, or of one value a channel, on top of or off the input.
    case addConstant(Int, isSubtracted: Bool)
    /// A constant of one value, or of one value a channel, times the input.
    case multiplyConstant(Int)
    case concatenate(Axis)
    /// The same values in another shape.
    case reshape
    /// The constant `value` around the image; zero where nil.
    case pad(Edges, value: Int?)
    case relu
    case reluMinusOneToOne
    case relu6
    case logistic
    case tanh
    case softmax
    /// The same values in another number format.
    case quantize
  }
}

extension TFLiteStep.Operation {
  /// Whether it has weights.
  var isLinear: Bool {
    switch self {
    case .dense, .convolution, .depthwiseConvolution, .transposedConvolution: true
    default: false
    }
  }
}

/// The constants of a linear operation, as tensors of the file.
struct TFLiteParameters: Sendable {
  /// Its first axis is the output's channels, except in a depthwise convolution, where that is its
  /// last one.
  var weight: Int
  /// One value an output channel.
  var bias: Int?
}

/// A network in steps.
struct TFLiteSteps: Sendable {
  /// The tensor that the first steps read, in the format in which they read it.
  var input: Int
  var inputShape: Shape
  /// The tensor of the result.
  var output: Int
  /// In the order of execution; each is needed for the result.
  var steps: [TFLiteStep]
  /// Constants of the file that it makes floats of by an operator of its own.
  var dequantized: Set<Int>
}
