import EdgeRuntime
import Quantization

/// Weights and biases as integers.
extension TFLiteModel {
  /// Weights of int8 or of 4 bits.
  func weights(_ index: Int, _ place: OperatorPlace) throws -> IntegerArray {
    let data = try bytes(index, place)
    switch tensors[index].element {
    case .int8:
      let values = FlatVector<Int8>(buffer, data).array
      // -128 has no counterpart on the other side of zero; symmetric quantization leaves it out.
      guard !values.contains(-128) else {
        throw place.unsupported(
          "a weight of -128", allowed: "-127…127",
          "quantize again with a converter of 2020 or later, which leaves -128 out")
      }
      return .int8(values)
    case .int4:
      let count = tensors[index].count ?? 0
      let values = (0..<count).map { position in
        // The lower half first: the wanted half goes to the top of a byte and comes down signed.
        let byte = buffer.bytes[data.lowerBound + position / 2]
        return Int8(bitPattern: byte << (position % 2 == 0 ? 4 : 0)) >> 4
      }
      guard !values.contains(-8) else {
        throw place.unsupported(
          "a 4-bit weight of -8", allowed: "-7…7", "quantize again in a symmetric range")
      }
      return .int4(values)
    default:
      throw place.unsupported(
        "weights of type \(tensors[index].typeName)", allowed: "INT8, INT4",
        "quantize the model again to int8 or 16x8")
    }
  }

  /// A bias, one value an output channel, and whether it has 64 bits.
  func bias(_ index: Int, _ place: OperatorPlace) throws -> (values: [Int64], isWide: Bool) {
    let data = try bytes(index, place)
    switch tensors[index].element {
    case .int32: return (FlatVector<Int32>(buffer, data).array.map { Int64($0) }, false)
    case .int64: return (FlatVector<Int64>(buffer, data).array, true)
    default:
      throw place.unsupported(
        "a bias of type \(tensors[index].typeName)", allowed: "INT32, INT64",
        "quantize the model again to int8 or 16x8")
    }
  }

  /// A constant of int8 or int16.
  func elements(_ index: Int, _ place: OperatorPlace) throws -> [Int32] {
    let data = try bytes(index, place)
    switch tensors[index].element {
    case .int8: return FlatVector<Int8>(buffer, data).array.map { Int32($0) }
    case .int16: return FlatVector<Int16>(buffer, data).array.map { Int32($0) }
    default:
      throw place.unsupported(
        "a constant of type \(tensors[index].typeName)", allowed: "INT8, INT16",
        "quantize the model again to int8 or 16x8")
    }
  }

  /// Scales of weights, whose zero points are 0: one for all of them, or one an output channel.
  func weightScales(
    _ index: Int, channelAxis: Int, _ place: OperatorPlace
  ) throws -> [Float] {
    let quantization = try quantization(ofConstant: index, place)
    let count = quantization.scales.count
    guard count == 1 || quantization.dimension == channelAxis else {
      throw place.unsupported(
        "scales along axis \(quantization.dimension) of the weights",
        allowed: "axis \(channelAxis), that of the output channels",
        "quantize the model again with per-channel weights")
    }
    for number in 0..<count where quantization.zeroPoint(number) != 0 {
      throw place.unsupported(
        "weights with zero point \(quantization.zeroPoint(number))", allowed: "0",
        "quantize the weights symmetrically, as the int8 and 16x8 schemes do")
    }
    return (0..<count).map(quantization.scale)
  }
}
