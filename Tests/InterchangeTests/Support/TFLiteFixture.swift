@testable import Interchange

/// The tables of a `.tflite` file of one operator, open to every change.
struct TFLiteFixture {
  typealias Fields = [Int: FlatField]
  typealias Schema = TFLiteSchema

  var version: UInt32 = 3
  var codes: [Fields] = []
  var tensors: [Fields] = []
  var operators: [Fields] = []
  var buffers: [Fields] = [[:]]
  var inputs: [Int32] = [0]
  var outputs: [Int32] = []
  var subgraphCount = 1

  /// An operator on floats, whose inputs are that of the network and constants.
  init(
    _ builtin: TFLiteBuiltin, _ input: [Int], constants: [(shape: [Int], data: [Float])] = [],
    shapes: [[Int]] = [], output: [Int], options: (type: UInt8, fields: Fields)? = nil
  ) {
    codes = [[Schema.OperatorCode.code: .integer(Int32(builtin.rawValue))]]
    add(input)
    for constant in constants { add(constant.shape, data: constant.data.map(\.bitPattern)) }
    for shape in shapes {
      add([shape.count], .int32, data: shape.map { UInt32(bitPattern: Int32($0)) })
    }
    let operands = tensors.indices.map { Int32($0) }
    add(output)
    outputs = [Int32(tensors.count - 1)]
    append(0, operands, outputs, options)
  }

  /// A fully connected layer of 3 units on 4 inputs.
  static var dense: TFLiteFixture {
    TFLiteFixture(
      .fullyConnected, [1, 4],
      constants: [([3, 4], (0..<12).map { Float($0) }), ([3], [1, 2, 3])], output: [1, 3],
      options: (Schema.FullyConnected.optionsType, [:]))
  }

  /// A 2 × 2 convolution of 3 filters on an image of 4 × 5 × 2.
  static func convolution(_ changes: Fields = [:]) -> TFLiteFixture {
    typealias Field = Schema.Convolution
    let fields: Fields = [
      Field.padding: .integer(UInt8(1)), Field.strideHeight: .integer(Int32(1)),
      Field.strideWidth: .integer(Int32(1)),
    ]
    return TFLiteFixture(
      .convolution, [1, 4, 5, 2],
      constants: [([3, 2, 2, 2], [Float](repeating: 1, count: 24)), ([3], [0, 0, 0])],
      output: [1, 3, 4, 3],
      options: (Field.optionsType, fields.merging(changes) { $1 }))
  }

  mutating func add(_ shape: [Int], _ element: TFLiteElement = .float32, data: [UInt32]? = nil) {
    var fields: Fields = [
      Schema.Tensor.shape: .object(.integers(shape.map { Int32($0) })),
      Schema.Tensor.type: .integer(element.rawValue),
      Schema.Tensor.name: .object(.text("tensor\(tensors.count)")),
    ]
    if let data {
      fields[Schema.Tensor.buffer] = .integer(UInt32(buffers.count))
      let bytes = data.flatMap { word in
        (0..<element.byteCount(of: 1)).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
      }
      buffers.append([Schema.Buffer.data: .object(.numbers(bytes, size: 1, alignment: 16))])
    }
    tensors.append(fields)
  }

  mutating func append(
    _ code: Int, _ inputs: [Int32], _ outputs: [Int32],
    _ options: (type: UInt8, fields: Fields)? = nil
  ) {
    var fields: Fields = [
      Schema.Operator.code: .integer(UInt32(code)),
      Schema.Operator.inputs: .object(.integers(inputs)),
      Schema.Operator.outputs: .object(.integers(outputs)),
    ]
    if let options {
      fields[Schema.Operator.optionsType] = .integer(options.type)
      fields[Schema.Operator.options] = .object(.table(options.fields))
    }
    operators.append(fields)
  }

  /// Gives a tensor scales and zero points.
  mutating func quantize(
    _ tensor: Int, _ element: TFLiteElement, _ scales: [Float], _ zeroPoints: [Int64]? = nil,
    dimension: Int32 = 0
  ) {
    tensors[tensor][Schema.Tensor.type] = .integer(element.rawValue)
    tensors[tensor][Schema.Tensor.quantization] = .object(
      .table([
        Schema.Quantization.scales: .object(.floats(scales)),
        Schema.Quantization.zeroPoints: .object(
          .integers(zeroPoints ?? [Int64](repeating: 0, count: scales.count))),
        Schema.Quantization.dimension: .integer(dimension),
      ]))
  }

  var bytes: [UInt8] {
    let subgraph: FlatObject = .table([
      Schema.Subgraph.tensors: .object(.tables(tensors.map(FlatObject.table))),
      Schema.Subgraph.inputs: .object(.integers(inputs)),
      Schema.Subgraph.outputs: .object(.integers(outputs)),
      Schema.Subgraph.operators: .object(.tables(operators.map(FlatObject.table))),
    ])
    return FlatBufferWriter.file(
      .table([
        Schema.Model.version: .integer(version),
        Schema.Model.operatorCodes: .object(.tables(codes.map(FlatObject.table))),
        Schema.Model.subgraphs: .object(
          .tables([FlatObject](repeating: subgraph, count: subgraphCount))),
        Schema.Model.buffers: .object(.tables(buffers.map(FlatObject.table))),
      ]), identifier: Schema.identifier)
  }

  /// The words of the refusal of the network, or nil where it is taken over.
  func refusal() -> String? {
    do {
      let model = try TFLiteModel(bytes: bytes, source: "model.tflite")
      switch try model.arithmetic() {
      case .float: _ = try model.floatNetwork()
      case .integer: _ = try model.integerNetwork()
      }
      return nil
    } catch {
      return error.description
    }
  }
}
