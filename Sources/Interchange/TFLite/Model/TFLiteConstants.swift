/// The values of constants.
extension TFLiteModel {
  /// A constant's bytes, as many as its shape and type ask for.
  func bytes(_ index: Int, _ place: OperatorPlace) throws -> Range<Int> {
    let tensor = tensors[index]
    guard !tensor.isSparse else {
      throw TFLiteProblem.refusal(
        place, "sparse weights", allowed: "dense ones",
        "convert the model without sparsity")
    }
    guard let element = tensor.element else {
      throw TFLiteProblem.refusal(
        place, "a constant of type \(tensor.typeName)",
        allowed: "FLOAT32, FLOAT16, INT4…INT64",
        "convert the model to float, int8 or 16x8")
    }
    guard let data = tensor.data, let count = tensor.count,
      data.count == element.byteCount(of: count)
    else {
      throw TFLiteProblem.contradiction(
        "\(place), tensor \(index)",
        "\(tensor.data?.count ?? 0) bytes of \(element.name) of shape \(tensor.shapeWords)",
        expected: "as many as the shape has")
    }
    return data
  }

  /// A constant of few integers of 32 or 64 bits, such as a shape.
  func integers(_ index: Int, atMost most: Int, _ place: OperatorPlace) throws -> [Int] {
    let data = try bytes(index, place)
    switch tensors[index].element {
    case .int32 where data.count <= 4 * most:
      return FlatVector<Int32>(buffer, data).array.map { Int($0) }
    case .int64 where data.count <= 8 * most:
      return FlatVector<Int64>(buffer, data).array.map { Int($0) }
    default:
      throw TFLiteProblem.contradiction(
        "\(place), tensor \(index)",
        "\(tensors[index].typeName) of shape \(tensors[index].shapeWords)",
        expected: "at most \(most) of INT32 or INT64")
    }
  }
}
