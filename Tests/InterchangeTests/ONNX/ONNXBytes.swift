import Foundation

/// Writes ONNX models, so that tests can say what no exporter would. Field numbers are those of the
/// public schema.
struct ONNXBytes {
  /// A message of protocol buffers under construction.
  struct Message {
    private(set) var bytes: [UInt8] = []

    mutating func number(_ field: Int, _ value: Int) {
      varint(UInt64(field) << 3)
      varint(UInt64(bitPattern: Int64(value)))
    }

    mutating func float(_ field: Int, _ value: Float) {
      varint(UInt64(field) << 3 | 5)
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }

    mutating func data(_ field: Int, _ value: [UInt8]) {
      varint(UInt64(field) << 3 | 2)
      varint(UInt64(value.count))
      bytes += value
    }

    mutating func text(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }

    private mutating func varint(_ value: UInt64) {
      var rest = value
      while rest > 127 {
        bytes.append(UInt8(rest & 127) | 128)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
  }

  enum Attribute: Sendable {
    case integer(Int)
    case integers([Int])
    case float(Float)
    case text(String)
  }

  /// An axis without a length is nil.
  var input: [Int?] = [nil, 4]
  var inputs = ["x"]
  var inputType = 1
  var outputs = ["y"]
  var opset = 17
  private var nodes: [Message] = []
  private var tensors: [Message] = []

  init(input: [Int?] = [nil, 4]) { self.input = input }

  mutating func node(
    _ kind: String, _ inputs: [String], _ output: String = "y", name: String = "",
    domain: String = "", _ attributes: [String: Attribute] = [:]
  ) {
    var node = Message()
    for input in inputs { node.text(1, input) }
    node.text(2, output)
    node.text(3, name)
    node.text(4, kind)
    node.text(7, domain)
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
      var attribute = Message()
      attribute.text(1, name)
      switch value {
      case .integer(let number): attribute.number(3, number)
      case .integers(let numbers): for number in numbers { attribute.number(8, number) }
      case .float(let number): attribute.float(2, number)
      case .text(let text): attribute.text(4, text)
      }
      node.data(5, attribute.bytes)
    }
    nodes.append(node)
  }

  /// A tensor of raw bytes, or of any fields.
  mutating func tensor(
    _ name: String, _ dimensions: [Int], type: Int = 1, raw: [UInt8]? = nil,
    _ fields: (inout Message) -> Void = { _ in }
  ) {
    var tensor = Message()
    for size in dimensions { tensor.number(1, size) }
    tensor.number(2, type)
    tensor.text(8, name)
    if let raw { tensor.data(9, raw) }
    fields(&tensor)
    tensors.append(tensor)
  }

  mutating func floats(_ name: String, _ dimensions: [Int], _ values: [Float]) {
    tensor(
      name, dimensions,
      raw: values.flatMap { value in
        withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
      })
  }

  mutating func integers(_ name: String, _ values: [Int]) {
    tensor(name, [values.count], type: 7) { for value in values { $0.number(7, value) } }
  }

  /// The file.
  var bytes: [UInt8] {
    var graph = Message()
    for node in nodes { graph.data(1, node.bytes) }
    for tensor in tensors { graph.data(5, tensor.bytes) }
    for name in inputs { graph.data(11, value(name, input).bytes) }
    for name in outputs { graph.data(12, value(name, []).bytes) }
    var set = Message()
    set.number(2, opset)
    var model = Message()
    model.number(1, 8)
    model.data(7, graph.bytes)
    model.data(8, set.bytes)
    return model.bytes
  }

  private func value(_ name: String, _ dimensions: [Int?]) -> Message {
    var shape = Message()
    for size in dimensions {
      var dimension = Message()
      if let size { dimension.number(1, size) } else { dimension.text(2, "n") }
      shape.data(1, dimension.bytes)
    }
    var tensor = Message()
    tensor.number(1, inputType)
    tensor.data(2, shape.bytes)
    var type = Message()
    type.data(1, tensor.bytes)
    var value = Message()
    value.text(1, name)
    value.data(2, type.bytes)
    return value
  }
}
