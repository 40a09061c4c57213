/// What an ONNX file says, before anything of it is believed but its syntax.
struct ONNXModel {
  var producer = ""
  var opset = 1
  var nodes: [ONNXNode] = []
  var initializers: [ONNXTensor] = []
  var inputs: [ONNXValue] = []
  var outputs: [String] = []
}

/// An operator with its arguments by name; an empty name is an argument left out.
struct ONNXNode {
  var operatorType: String
  var domain: String
  var name: String
  var inputs: [String]
  var outputs: [String]
  var attributes: [String: ONNXAttribute]
}

/// An attribute; the file need not fill more than one of the fields.
struct ONNXAttribute {
  var float: Float?
  var integer: Int64?
  var text: String?
  var tensor: ONNXTensor?
  var floats: [Float] = []
  var integers: [Int64] = []
}

/// An input of the graph.
struct ONNXValue {
  var name: String
  var elementType: Int32
  /// Nil where the file gives the input no shape; an axis of unknown length is nil.
  var dimensions: [Int64?]?
}

/// A stored array.
struct ONNXTensor {
  /// Where the elements are.
  enum Payload {
    case raw([UInt8])
    case floats([Float])
    case doubles([Double])
    case narrow([Int32])
    case wide([Int64])
    /// In another file: keys `location`, `offset`, `length`.
    case external([String: String])
  }

  var name: String
  var dimensions: [Int64]
  var elementType: Int32
  var payload: Payload

  /// How many elements there are at most.
  var storedElements: Int {
    switch payload {
    case .raw(let bytes): bytes.count
    case .floats(let values): values.count
    case .doubles(let values): values.count
    case .narrow(let values): values.count
    case .wide(let values): values.count
    case .external: ONNXConstant.count(dimensions.map { Int($0) }) ?? 0
    }
  }
}
