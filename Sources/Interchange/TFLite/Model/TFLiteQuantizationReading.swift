/// The quantization of tensors, checked.
extension TFLiteModel {
  /// Scales and zero points of a constant: one for all of it, or one for each element of an axis.
  func quantization(
    ofConstant index: Int, _ place: OperatorPlace
  ) throws -> TFLiteQuantization {
    let tensor = tensors[index]
    guard let quantization = tensor.quantization else {
      throw place.inconsistent("tensor \(index) without scales", expected: "a quantized constant")
    }
    let (count, axis) = (quantization.scales.count, quantization.dimension)
    guard count == 1 || tensor.shape.indices.contains(axis) && tensor.shape[axis] == count else {
      throw place.inconsistent(
        "\(count) scales for axis \(axis) of a constant of shape \(tensor.shapeWords)",
        expected: "1, or one for each element of an axis")
    }
    for number in 0..<count {
      let zeroPoint = quantization.zeroPoint(number)
      try check(quantization.scale(number), index, place)
      guard (-32768...32767).contains(zeroPoint) else {
        throw place.inconsistent("zero point \(zeroPoint)", expected: "-32768…32767")
      }
    }
    return quantization
  }

  /// Scale and zero point of an activation, which has one of each.
  func quantization(
    ofActivation index: Int, _ place: OperatorPlace
  ) throws -> (scale: Float, zeroPoint: Int64) {
    guard let quantization = tensors[index].quantization, quantization.scales.count == 1 else {
      throw place.inconsistent(
        "tensor \(index) with \(tensors[index].quantization?.scales.count ?? 0) scales",
        expected: "1")
    }
    try check(quantization.scale(0), index, place)
    return (quantization.scale(0), quantization.zeroPoint(0))
  }

  private func check(_ scale: Float, _ index: Int, _ place: OperatorPlace) throws {
    guard scale >= .leastNormalMagnitude, scale <= .greatestFiniteMagnitude else {
      throw place.inconsistent("scale \(scale) of tensor \(index)", expected: "above 0, finite")
    }
  }

  /// Whether the elements of two activations stand for the same numbers.
  func haveSameSteps(_ first: Int, _ second: Int) -> Bool {
    guard tensors.indices.contains(first), tensors.indices.contains(second) else { return false }
    guard tensors[first].typeNumber == tensors[second].typeNumber else { return false }
    let (one, two) = (tensors[first].quantization, tensors[second].quantization)
    guard let one, let two else { return one == nil && two == nil }
    return one.scale(0) == two.scale(0) && one.zeroPoint(0) == two.zeroPoint(0)
  }
}
