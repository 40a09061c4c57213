import FloatModels

/// A TensorFlow Lite model: the parts of the file that say what is computed, read and checked.
///
/// The bytes are taken as hostile: every offset is checked against the file's length, and nothing
/// is allocated by a size that the file merely claims. Source of the format: TensorFlow Lite's
/// schema, version 3.
public struct TFLiteModel: Sendable {
  /// Path of the file, or a description of the bytes' origin.
  public let source: String
  let buffer: FlatBuffer
  let tensors: [TFLiteTensor]
  /// In the order of execution.
  let operators: [TFLiteOperator]
  /// Index of the tensor that the network is given.
  let input: Int
  /// Index of the tensor that it makes.
  let output: Int

  /// Most axes of a tensor.
  static let maximumRank = 8
  /// Taps in one direction, strides and dilations.
  static let windowSizes = 1...1024
  /// Sizes of an activation's axis.
  static let sizes = 1...65536
  /// Most elements of an activation.
  static let maximumCount = 1 << 24
  /// Most inputs of an operator.
  static let maximumOperands = 64

  /// Reads a file.
  ///
  /// - Throws: `InterchangeError` where it cannot be read, is damaged, or holds an operator that has
  ///   no counterpart here.
  public init(contentsOf path: String) throws(InterchangeError) {
    let bytes: [UInt8]
    do throws(InterchangeError.Problem) {
      bytes = try FileBytes.read(path)
    } catch {
      throw InterchangeError(source: path, error)
    }
    try self.init(bytes: bytes, source: path)
  }

  /// Reads the bytes of a file; `source` names them in errors.
  ///
  /// - Throws: `InterchangeError`, as `init(contentsOf:)`.
  public init(bytes: [UInt8], source: String = "data") throws(InterchangeError) {
    self.source = source
    buffer = FlatBuffer(bytes: bytes, format: TFLiteProblem.tfliteFormat)
    do {
      let reader = try TFLiteModelReader(buffer)
      tensors = try reader.tensors()
      operators = try reader.operators(tensorCount: tensors.count)
      input = try reader.onlyTensor(TFLiteSchema.Subgraph.inputs, "inputs", tensors.count)
      output = try reader.onlyTensor(TFLiteSchema.Subgraph.outputs, "outputs", tensors.count)
    } catch {
      throw InterchangeError(tflite: source, error)
    }
  }
}

extension InterchangeError {
  /// What was thrown while a `.tflite` file was read, with the name of the file.
  init(tflite source: String, _ error: any Error) {
    let problem: Problem =
      switch error {
      case let problem as Problem: problem
      case let error as GraphError: .graph(error)
      default: .damaged(format: Problem.tfliteFormat, found: "\(error)")
      }
    self.init(source: source, problem)
  }
}
