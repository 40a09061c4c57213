/// What an operator does, with its options.
enum TFLiteOperation: Sendable, Equatable {
  case add(TFLiteActivation)
  case subtract(TFLiteActivation)
  case multiply(TFLiteActivation)
  case averagePool(TFLiteWindow, TFLiteActivation)
  case maximumPool(TFLiteWindow, TFLiteActivation)
  case concatenation(axis: Int, TFLiteActivation)
  /// The window's size is that of the weights.
  case convolution(TFLiteWindow, TFLiteActivation)
  /// The window's size is that of the weights.
  case depthwiseConvolution(TFLiteWindow, TFLiteActivation)
  /// The window's size is that of the weights.
  case transposedConvolution(TFLiteWindow, TFLiteActivation)
  case fullyConnected(keepsDimensions: Bool, TFLiteActivation)
  case relu
  case reluMinusOneToOne
  case relu6
  case logistic
  case tanh
  case softmax(beta: Float)
  /// The shape stands here where there is no second input.
  case reshape([Int])
  case squeeze
  case expandDimensions
  case pad
  case padWithValue
  case mean(keepsDimensions: Bool)
  case quantize
  case dequantize
  /// Parts of the detour on which converters send dilated convolutions.
  case spaceToBatch
  case batchToSpace
  // What computes shapes while the network runs.
  case shape
  case stridedSlice(TFLiteSliceMasks)
  case pack(axis: Int)
  case gather(axis: Int)
  case reduceProduct
}

/// The activation that an operator applies to its output.
enum TFLiteActivation: UInt8, Sendable {
  case none = 0
  case relu = 1
  case reluMinusOneToOne = 2
  case relu6 = 3

  /// The name of a number of the schema, whether it is a case or not.
  static func name(of number: UInt8) -> String {
    let names = ["NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT"]
    return Int(number) < names.count ? names[Int(number)] : "\(number)"
  }
}

/// Size, stride, dilation and padding of a moving window.
struct TFLiteWindow: Sendable, Equatable {
  var height = 1
  var width = 1
  var strideHeight: Int
  var strideWidth: Int
  var dilationHeight = 1
  var dilationWidth = 1
  /// Otherwise VALID: no padding at all.
  var isSame: Bool
}

/// Bits of STRIDED_SLICE, one an axis.
struct TFLiteSliceMasks: Sendable, Equatable {
  /// Axes whose slice starts at the first element.
  var begin: Int32
  /// Axes whose slice goes on to the last element.
  var end: Int32
  /// Axes of which one element is taken, and which then vanish.
  var shrink: Int32
  /// Whether there is an ellipsis or a new axis.
  var hasOthers: Bool
}
