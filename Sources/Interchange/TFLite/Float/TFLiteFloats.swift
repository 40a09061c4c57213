/// Constants as floats.
extension TFLiteModel {
  /// The values of a constant that a float operator reads.
  ///
  /// - Parameter isDequantized: whether the file makes floats of it by an operator of its own.
  func floats(_ index: Int, isDequantized: Bool, _ place: OperatorPlace) throws -> [Float] {
    let data = try bytes(index, place)
    switch tensors[index].element {
    case .float32:
      return FlatVector<UInt32>(buffer, data).array.map { Float(bitPattern: $0) }
    case .float16:
      return FlatVector<UInt16>(buffer, data).array.map { Float(halfPrecision: $0) }
    case .int8 where isDequantized:
      return try dequantized(FlatVector<Int8>(buffer, data).array, index, place)
    case .int16 where isDequantized:
      return try dequantized(FlatVector<Int16>(buffer, data).array, index, place)
    default:
      throw place.unsupported(
        "\(tensors[index].typeName) weights with float activations", allowed: "float weights",
        "convert the model without optimizations (float), or with a representative data set (int8)")
    }
  }

  /// `scale · (integer - zero point)`, with one scale or one for each element of an axis.
  private func dequantized<Element: FixedWidthInteger>(
    _ integers: [Element], _ index: Int, _ place: OperatorPlace
  ) throws -> [Float] {
    let quantization = try quantization(ofConstant: index, place)
    let scales = (0..<quantization.scales.count).map(quantization.scale)
    let zeroPoints = (0..<quantization.scales.count).map(quantization.zeroPoint)
    let stride = tensors[index].shape.dropFirst(quantization.dimension + 1).reduce(1) {
      $0 * ($1 ?? 1)
    }
    return integers.enumerated().map { position, integer in
      let channel = scales.count == 1 ? 0 : position / stride % scales.count
      return scales[channel] * Float(Int64(integer) - zeroPoints[channel])
    }
  }
}

extension Float {
  /// An IEEE 754 number of 16 bits, whose exponent has 5 and whose significand 10 of them.
  ///
  /// (`Float16` is not there on every processor.)
  init(halfPrecision bits: UInt16) {
    let sign = UInt32(bits >> 15) << 31
    let exponent = UInt32(bits >> 10 & 31)
    let fraction = UInt32(bits & 1023)
    switch exponent {
    case 0:
      // No leading 1: a multiple of 2⁻²⁴.
      let magnitude = Float(fraction) * 0x1p-24
      self = sign == 0 ? magnitude : -magnitude
    case 31: self.init(bitPattern: sign | 0xFF << 23 | fraction << 13)
    default: self.init(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
