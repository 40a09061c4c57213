import COnnxMessages

// Copies out of the structures of protobuf-c. The library has checked lengths and wire types; every
// pointer to a message or string may be null all the same.

extension ONNXModel {
  /// Reads a file's bytes.
  ///
  /// - Throws: `damaged`. Any bytes may be given; the memory asked for is at most four times theirs
  ///   and 64 MB.
  init(_ bytes: [UInt8]) throws(InterchangeError.Problem) {
    guard let message = onnx_unpack(bytes, bytes.count, 4 * bytes.count + 64 << 20) else {
      throw .damaged(format: "ONNX", found: "its bytes are no protocol buffer of a model")
    }
    defer { onnx_free(message) }
    let model = message.pointee
    guard let graph = model.graph?.pointee else {
      throw .damaged(format: "ONNX", found: "it holds no graph")
    }
    producer = [text(model.producer_name), text(model.producer_version)]
      .filter { !$0.isEmpty }.joined(separator: " ")
    for set in list(model.opset_import, model.n_opset_import)
    where ["", "ai.onnx"].contains(text(set.domain)) {
      opset = Int(set.version)
    }
    nodes = list(graph.node, graph.n_node).map(ONNXNode.init)
    initializers = list(graph.initializer, graph.n_initializer).map(ONNXTensor.init)
    inputs = list(graph.input, graph.n_input).map(ONNXValue.init)
    outputs = list(graph.output, graph.n_output).map { text($0.name) }
  }
}

extension ONNXNode {
  fileprivate init(_ node: Onnx__Node) {
    operatorType = text(node.op_type)
    domain = text(node.domain)
    name = text(node.name)
    inputs = texts(node.input, node.n_input)
    outputs = texts(node.output, node.n_output)
    attributes = [:]
    for attribute in list(node.attribute, node.n_attribute) {
      attributes[text(attribute.name)] = ONNXAttribute(attribute)
    }
  }
}

extension ONNXAttribute {
  fileprivate init(_ attribute: Onnx__Attribute) {
    if attribute.has_f != 0 { float = attribute.f }
    if attribute.has_i != 0 { integer = attribute.i }
    if attribute.has_s != 0 { text = String(decoding: bytes(attribute.s), as: UTF8.self) }
    tensor = attribute.t.map { ONNXTensor($0.pointee) }
    floats = numbers(attribute.floats, attribute.n_floats)
    integers = numbers(attribute.ints, attribute.n_ints)
  }
}

extension ONNXValue {
  fileprivate init(_ value: Onnx__Value) {
    let type = value.type?.pointee.tensor_type?.pointee
    name = text(value.name)
    elementType = type?.elem_type ?? 0
    if let shape = type?.shape?.pointee {
      dimensions = list(shape.dim, shape.n_dim).map { $0.has_dim_value != 0 ? $0.dim_value : nil }
    }
  }
}

extension ONNXTensor {
  fileprivate init(_ tensor: Onnx__Tensor) {
    name = text(tensor.name)
    dimensions = numbers(tensor.dims, tensor.n_dims)
    elementType = tensor.data_type
    if tensor.data_location == 1 {
      var entries: [String: String] = [:]
      for entry in list(tensor.external_data, tensor.n_external_data) {
        entries[text(entry.key)] = text(entry.value)
      }
      payload = .external(entries)
    } else if tensor.n_float_data > 0 {
      payload = .floats(numbers(tensor.float_data, tensor.n_float_data))
    } else if tensor.n_double_data > 0 {
      payload = .doubles(numbers(tensor.double_data, tensor.n_double_data))
    } else if tensor.n_int64_data > 0 {
      payload = .wide(numbers(tensor.int64_data, tensor.n_int64_data))
    } else if tensor.n_int32_data > 0 {
      payload = .narrow(numbers(tensor.int32_data, tensor.n_int32_data))
    } else {
      payload = .raw(Array(bytes(tensor.raw_data)))
    }
  }
}

private func text(_ pointer: UnsafePointer<CChar>?) -> String {
  pointer.map { String(cString: $0) } ?? ""
}

private func texts(
  _ pointer: UnsafePointer<UnsafeMutablePointer<CChar>?>?, _ count: Int
) -> [String] {
  UnsafeBufferPointer(start: pointer, count: count).map { text($0) }
}

private func list<Message>(
  _ pointer: UnsafePointer<UnsafeMutablePointer<Message>?>?, _ count: Int
) -> [Message] {
  UnsafeBufferPointer(start: pointer, count: count).compactMap { $0?.pointee }
}

private func numbers<Number>(_ pointer: UnsafePointer<Number>?, _ count: Int) -> [Number] {
  Array(UnsafeBufferPointer(start: pointer, count: count))
}

private func bytes(_ data: ProtobufCBinaryData) -> UnsafeBufferPointer<UInt8> {
  UnsafeBufferPointer(start: data.data, count: data.len)
}
