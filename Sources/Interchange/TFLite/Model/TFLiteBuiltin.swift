/// The builtin operators that can be taken over, by their number in the schema.
enum TFLiteBuiltin: Int, Sendable, CaseIterable {
  case add = 0
  case averagePool = 1
  case concatenation = 2
  case convolution = 3
  case depthwiseConvolution = 4
  case dequantize = 6
  case fullyConnected = 9
  case logistic = 14
  case maximumPool = 17
  case multiply = 18
  case relu = 19
  case reluMinusOneToOne = 20
  case relu6 = 21
  case reshape = 22
  case softmax = 25
  case tanh = 28
  case pad = 34
  case gather = 36
  case batchToSpace = 37
  case spaceToBatch = 38
  case mean = 40
  case subtract = 41
  case squeeze = 43
  case stridedSlice = 45
  case padWithValue = 60
  case transposedConvolution = 67
  case expandDimensions = 70
  case shape = 77
  case reduceProduct = 81
  case pack = 83
  case quantize = 114

  var name: String { TFLiteOperatorName.name(of: rawValue) }

  /// What a network may consist of, in words; operators that only rearrange are left out.
  static let words =
    "fully connected, convolution, depthwise and transposed convolution, average and max pool, "
    + "add, concatenate, reshape, pad, mean, ReLU, ReLU6, logistic, tanh and softmax"
}
