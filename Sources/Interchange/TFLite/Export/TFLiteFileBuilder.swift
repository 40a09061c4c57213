import EdgeRuntime
import Quantization

/// The parts of a `.tflite` file in the making.
struct TFLiteFileBuilder {
  private var tensors: [FlatObject] = []
  private var operators: [FlatObject] = []
  private var codes: [Code] = []
  /// The first one is empty by the format's custom and belongs to every activation.
  private var buffers: [FlatObject] = [.table([:])]

  /// An operator of the schema with the version of its semantics.
  private struct Code: Equatable {
    let builtin: TFLiteBuiltin
    let version: Int32
  }

  /// Adds a tensor and returns its index.
  ///
  /// - Parameters:
  ///   - scales: one, or one for each element of axis `dimension`; none where it is not quantized.
  ///   - data: little-endian bytes of a constant.
  mutating func tensor(
    _ name: String, _ shape: [Int], _ element: TFLiteElement, scales: [Float] = [],
    zeroPoints: [Int64] = [], dimension: Int = 0, data: [UInt8]? = nil
  ) -> Int {
    typealias Field = TFLiteSchema.Tensor
    var fields: [Int: FlatField] = [
      Field.name: .object(.text(name)),
      Field.shape: .object(.integers(shape.map { Int32($0) })),
      Field.type: .integer(element.rawValue),
    ]
    if let data {
      fields[Field.buffer] = .integer(UInt32(buffers.count))
      buffers.append(
        .table([TFLiteSchema.Buffer.data: .object(.numbers(data, size: 1, alignment: 16))]))
    }
    if !scales.isEmpty {
      typealias Quantization = TFLiteSchema.Quantization
      fields[Field.quantization] = .object(
        .table([
          Quantization.scales: .object(.floats(scales)),
          Quantization.zeroPoints: .object(.integers(zeroPoints)),
          Quantization.dimension: .integer(Int32(dimension)),
        ]))
    }
    tensors.append(.table(fields))
    return tensors.count - 1
  }

  /// Adds a constant of 32-bit integers, such as a shape.
  mutating func integers(_ name: String, _ values: [Int], _ shape: [Int]) -> Int {
    tensor(name, shape, .int32, data: values.map { Int32($0) }.littleEndianBytes)
  }

  /// Adds an operator.
  ///
  /// - Parameter options: the type of the options' table, and the table; nil where there are none.
  mutating func `operator`(
    _ builtin: TFLiteBuiltin, version: Int32, inputs: [Int], output: Int,
    options: (type: UInt8, fields: [Int: FlatField])? = nil
  ) {
    typealias Field = TFLiteSchema.Operator
    let code = Code(builtin: builtin, version: version)
    let index = codes.firstIndex(of: code) ?? codes.count
    if index == codes.count { codes.append(code) }
    var fields: [Int: FlatField] = [
      Field.code: .integer(UInt32(index)),
      Field.inputs: .object(.integers(inputs.map { Int32($0) })),
      Field.outputs: .object(.integers([Int32(output)])),
    ]
    if let options {
      fields[Field.optionsType] = .integer(options.type)
      fields[Field.options] = .object(.table(options.fields))
    }
    operators.append(.table(fields))
  }

  /// The bytes of the file.
  func file(input: Int, output: Int, description: String) -> [UInt8] {
    typealias Field = TFLiteSchema.Model
    typealias Subgraph = TFLiteSchema.Subgraph
    let subgraph: FlatObject = .table([
      Subgraph.tensors: .object(.tables(tensors)),
      Subgraph.inputs: .object(.integers([Int32(input)])),
      Subgraph.outputs: .object(.integers([Int32(output)])),
      Subgraph.operators: .object(.tables(operators)),
      Subgraph.name: .object(.text("main")),
    ])
    let model: FlatObject = .table([
      Field.version: .integer(TFLiteSchema.version),
      Field.operatorCodes: .object(.tables(codes.map(table))),
      Field.subgraphs: .object(.tables([subgraph])),
      Field.description: .object(.text(description)),
      Field.buffers: .object(.tables(buffers)),
    ])
    return FlatBufferWriter.file(model, identifier: TFLiteSchema.identifier)
  }

  private func table(_ code: Code) -> FlatObject {
    typealias Field = TFLiteSchema.OperatorCode
    return .table([
      // Programs from before 2020 read this one.
      Field.deprecatedCode: .integer(Int8(min(code.builtin.rawValue, 127))),
      Field.version: .integer(code.version),
      Field.code: .integer(Int32(code.builtin.rawValue)),
    ])
  }
}

extension [Int32] {
  var littleEndianBytes: [UInt8] {
    flatMap { value in Swift.withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) } }
  }
}

extension [Int64] {
  var littleEndianBytes: [UInt8] {
    flatMap { value in Swift.withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) } }
  }
}
