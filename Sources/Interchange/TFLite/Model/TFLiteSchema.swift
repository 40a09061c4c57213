/// Numbers of the fields that are read and written, table by table.
///
/// Source: TensorFlow Lite's schema, version 3.
enum TFLiteSchema {
  static let version: UInt32 = 3
  /// Bytes 4…7 of a file.
  static let identifier = [UInt8]("TFL3".utf8)

  enum Model {
    static let version = 0
    static let operatorCodes = 1
    static let subgraphs = 2
    static let description = 3
    static let buffers = 4
  }

  enum OperatorCode {
    /// One byte, 127 for everything above; files before 2020 have nothing else.
    static let deprecatedCode = 0
    static let customCode = 1
    static let version = 2
    static let code = 3
  }

  enum Subgraph {
    static let tensors = 0
    static let inputs = 1
    static let outputs = 2
    static let operators = 3
    static let name = 4
  }

  enum Tensor {
    static let shape = 0
    static let type = 1
    static let buffer = 2
    static let name = 3
    static let quantization = 4
    static let isVariable = 5
    static let sparsity = 6
    /// The shape with -1 for what is known only when the network runs.
    static let signature = 7
  }

  enum Quantization {
    static let scales = 2
    static let zeroPoints = 3
    static let detailsType = 4
    static let dimension = 6
  }

  enum Operator {
    static let code = 0
    static let inputs = 1
    static let outputs = 2
    static let optionsType = 3
    static let options = 4
  }

  enum Buffer {
    static let data = 0
    /// Where the data lies behind the FlatBuffers part of a file above 2 GB.
    static let offset = 1
    static let size = 2
  }

  enum Convolution {
    static let optionsType: UInt8 = 1
    static let padding = 0
    static let strideWidth = 1
    static let strideHeight = 2
    static let activation = 3
    static let dilationWidth = 4
    static let dilationHeight = 5
    static let biasType = 6
  }

  enum DepthwiseConvolution {
    static let optionsType: UInt8 = 2
    static let padding = 0
    static let strideWidth = 1
    static let strideHeight = 2
    static let multiplier = 3
    static let activation = 4
    static let dilationWidth = 5
    static let dilationHeight = 6
  }

  enum TransposedConvolution {
    static let optionsType: UInt8 = 49
    static let padding = 0
    static let strideWidth = 1
    static let strideHeight = 2
    static let activation = 3
    static let biasType = 4
  }

  enum FullyConnected {
    static let optionsType: UInt8 = 8
    static let activation = 0
    static let weightsFormat = 1
    static let keepsDimensions = 2
    static let biasType = 4
  }

  enum Pool {
    static let optionsType: UInt8 = 5
    static let padding = 0
    static let strideWidth = 1
    static let strideHeight = 2
    static let width = 3
    static let height = 4
    static let activation = 5
  }

  /// Of ADD, MUL and SUB alike.
  enum Arithmetic {
    static let addOptionsType: UInt8 = 11
    static let multiplyOptionsType: UInt8 = 21
    static let subtractOptionsType: UInt8 = 28
    static let activation = 0
    /// Whether 16-bit operands have scales that are powers of two; true where absent.
    static let powerOfTwoScales = 1
  }

  enum Concatenation {
    static let optionsType: UInt8 = 10
    static let axis = 0
    static let activation = 1
  }

  enum Reshape {
    static let optionsType: UInt8 = 17
    static let shape = 0
  }

  enum Squeeze {
    static let optionsType: UInt8 = 30
    static let axes = 0
  }

  /// Of MEAN and REDUCE_PROD.
  enum Reducer {
    static let optionsType: UInt8 = 27
    static let keepsDimensions = 0
  }

  enum Softmax {
    static let optionsType: UInt8 = 9
    static let beta = 0
  }

  enum StridedSlice {
    static let optionsType: UInt8 = 32
    static let beginMask = 0
    static let endMask = 1
    static let ellipsisMask = 2
    static let newAxisMask = 3
    static let shrinkAxisMask = 4
  }

  enum Pack {
    static let optionsType: UInt8 = 59
    static let axis = 1
  }

  enum Gather {
    static let optionsType: UInt8 = 23
    static let axis = 0
    static let batchDimensions = 1
  }

  /// The options of operators that have none that matter here.
  enum Empty {
    static let padOptionsType: UInt8 = 22
    static let padWithValueOptionsType: UInt8 = 43
    static let quantizeOptionsType: UInt8 = 89
    static let dequantizeOptionsType: UInt8 = 38
  }
}
