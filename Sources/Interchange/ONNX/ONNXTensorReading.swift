extension ONNXTensor {
  /// The array, its elements converted to Float or Int.
  ///
  /// - Parameter external: reads a file beside the model.
  func constant(
    _ external: ExternalData
  ) throws(InterchangeError.Problem) -> ONNXConstant {
    guard let type = ONNXElementType(rawValue: elementType) else {
      throw .unsupportedModel(
        found: "tensor \(name): elements of ONNX type \(elementType), read are floats and integers",
        remedy: "export the float model before it is quantized")
    }
    let sizes = dimensions.map { Int($0) }
    guard let count = ONNXConstant.count(sizes) else {
      throw damaged(
        "dimensions \(dimensions), at most \(ONNXConstant.maximumRank) of 0…"
          + "\(ONNXConstant.maximumCount) and their product")
    }
    guard let constant = ONNXConstant(sizes, try elements(type, count: count, external)) else {
      throw damaged("not as many elements as its dimensions \(dimensions) ask for")
    }
    return constant
  }

  private func elements(
    _ type: ONNXElementType, count: Int, _ external: ExternalData
  ) throws(InterchangeError.Problem) -> ONNXConstant.Elements {
    switch payload {
    case .raw(let bytes):
      guard bytes.count == count * type.bytes else {
        throw damaged("\(bytes.count) bytes, its dimensions ask for \(count * type.bytes)")
      }
      return type.elements(bytes)
    case .external(let entries):
      return type.elements(try external.bytes(entries, count: count * type.bytes, of: name))
    case .floats(let values) where type == .float:
      return .floats(values)
    case .doubles(let values) where type == .double:
      return .floats(values.map(Float.init))
    case .wide(let values) where type == .int64:
      return .integers(values.map(Int.init))
    case .narrow(let values) where ![.float, .double, .int64, .uint32].contains(type):
      return type.elements(values)
    case .floats, .doubles, .wide, .narrow:
      throw damaged("its elements are not of the type \(type) that it is declared to have")
    }
  }

  private func damaged(_ what: String) -> InterchangeError.Problem {
    .damaged(format: "ONNX", found: "tensor \(name): \(what)")
  }
}
