/// Reads the tables of a `.tflite` file.
struct TFLiteModelReader {
  let model: FlatTable
  let subgraph: FlatTable
  private let buffers: FlatTables

  /// Most of each that a file may hold. A network has at most 512 layers; what else a file holds
  /// beside it (constants, shapes, quantization) is a few times that.
  enum Limit {
    static let codes = 1024
    static let operators = 8192
    static let tensors = 32768
    static let buffers = 65536
    static let nameBytes = 1024
  }

  init(_ buffer: FlatBuffer) throws {
    let identifier = buffer.bytes.dropFirst(4).prefix(4)
    guard buffer.bytes.count >= FlatBuffer.prefixByteCount,
      identifier.elementsEqual(TFLiteSchema.identifier)
    else {
      let found = identifier.map { String($0, radix: 16) }.joined(separator: " ")
      throw TFLiteProblem.otherFormat(
        expected: "a TensorFlow Lite model",
        found: "bytes 4…7 are \(found.isEmpty ? "not there" : "0x " + found), expected TFL3",
        remedy: "give a .tflite file, as TFLiteConverter writes it")
    }
    typealias Field = TFLiteSchema.Model
    model = try buffer.root("model")
    let version = try model.integer(Field.version, default: UInt32(0), "version")
    guard version == TFLiteSchema.version else {
      throw TFLiteProblem.refusal(
        "schema", "version \(version)", allowed: "\(TFLiteSchema.version)",
        "convert the model with a TensorFlow of 2017 or later")
    }
    let subgraphs = try model.tables(
      Field.subgraphs, called: "subgraph", atMost: Limit.operators, "subgraphs")
    guard subgraphs.count == 1 else {
      throw TFLiteProblem.refusal(
        "subgraphs", "\(subgraphs.count)", allowed: "1",
        "convert one function of the model, without loops and conditions")
    }
    subgraph = try subgraphs.table(0)
    buffers = try model.tables(
      Field.buffers, called: "buffer", atMost: Limit.buffers, "buffers")
  }

  /// The one tensor that the network takes or gives.
  func onlyTensor(_ field: Int, _ name: StaticString, _ tensorCount: Int) throws -> Int {
    let indexes = try subgraph.vector(field, of: Int32.self, atMost: Limit.tensors, name)
    guard indexes.count == 1 else {
      throw TFLiteProblem.refusal(
        "\(name) of the network", "\(indexes.count)", allowed: "1",
        "convert a model with a single input and a single output")
    }
    let index = Int(indexes[0])
    guard (0..<tensorCount).contains(index) else {
      throw TFLiteProblem.contradiction(
        "\(name) of the network", "tensor \(index)",
        expected: "0…\(tensorCount - 1)")
    }
    return index
  }

  func tensors() throws -> [TFLiteTensor] {
    let tables = try subgraph.tables(
      TFLiteSchema.Subgraph.tensors, called: "tensor", atMost: Limit.tensors, "tensors")
    return try (0..<tables.count).map { try tensor(tables.table($0)) }
  }

  private func tensor(_ table: FlatTable) throws -> TFLiteTensor {
    typealias Field = TFLiteSchema.Tensor
    return TFLiteTensor(
      name: try table.text(Field.name, upTo: Limit.nameBytes, "name"),
      typeNumber: try table.integer(Field.type, default: 0, "type"),
      shape: try shape(table),
      data: try data(table, Int(try table.integer(Field.buffer, default: UInt32(0), "buffer"))),
      quantization: try quantization(table),
      isSparse: try table.has(Field.sparsity, "sparsity"))
  }

  /// The shape, in which the signature's -1 stand for sizes that are not known.
  private func shape(_ table: FlatTable) throws -> [Int?] {
    typealias Field = TFLiteSchema.Tensor
    let most = TFLiteModel.maximumRank
    let shape = try table.vector(Field.shape, of: Int32.self, atMost: most, "shape").array
    let signature = try table.vector(
      Field.signature, of: Int32.self, atMost: most, "shape signature"
    ).array
    guard signature.isEmpty || signature.count == shape.count else {
      throw TFLiteProblem.contradiction(
        table.place, "shape signature of \(signature.count) axes",
        expected: "\(shape.count)")
    }
    return shape.indices.map { axis in
      let isKnown = shape[axis] >= 0 && (signature.isEmpty || signature[axis] >= 0)
      return isKnown ? Int(shape[axis]) : nil
    }
  }

  /// Where the bytes of buffer `index` lie; nil where it has none.
  private func data(_ tensor: FlatTable, _ index: Int) throws -> Range<Int>? {
    guard index < buffers.count else {
      throw TFLiteProblem.contradiction(
        tensor.place, "buffer \(index)", expected: "0…\(buffers.count - 1)")
    }
    typealias Field = TFLiteSchema.Buffer
    let table = try buffers.table(index)
    let outside = try table.integer(Field.size, default: UInt64(0), "size")
    guard outside == 0 else {
      throw TFLiteProblem.refusal(
        table.place, "\(outside) bytes outside of the FlatBuffers part",
        allowed: "data within it",
        "convert the model without the option for files above 2 GB")
    }
    let data = try table.vector(Field.data, of: UInt8.self, "data")
    return data.count == 0 ? nil : data.extent
  }

  private func quantization(_ tensor: FlatTable) throws -> TFLiteQuantization? {
    typealias Field = TFLiteSchema.Quantization
    guard
      let table = try tensor.table(
        TFLiteSchema.Tensor.quantization, FlatPlace("quantization of tensor", tensor.place.index),
        "quantization")
    else { return nil }
    let scales = try table.vector(Field.scales, of: UInt32.self, "scales")
    guard scales.count > 0 else { return nil }
    let details = try table.integer(Field.detailsType, default: UInt8(0), "details")
    guard details == 0 else {
      throw TFLiteProblem.refusal(
        table.place, "details of type \(details)", allowed: "scale and zero point",
        "quantize the model with scales and zero points")
    }
    return TFLiteQuantization(
      scales: scales,
      zeroPoints: try table.vector(Field.zeroPoints, of: Int64.self, "zero points"),
      dimension: Int(try table.integer(Field.dimension, default: Int32(0), "dimension")))
  }
}
