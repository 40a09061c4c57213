import CommandLineInterface
import Datasets
import EdgeRuntime
import Quantization

/// Between the elements of an array and a tensor's integers, which lie little-endian.
struct TensorCoding {
  let quantization: TensorQuantization
  /// Whether the arrays hold the reals that the integers stand for.
  let isFloat: Bool

  init(_ tensor: IntegerTensor, isFloat: Bool) {
    quantization = TensorQuantization(tensor)
    self.isFloat = isFloat
  }

  /// The integers of all samples.
  ///
  /// - Throws: `CommandFailure` for elements of another type, and for a real that is no number.
  func bytes(_ samples: RawSamples) throws -> [UInt8] {
    switch (samples.elements, quantization.elementType, isFloat) {
    case (.int8(let values), .int8, false): return values.map { UInt8(bitPattern: $0) }
    case (.int16(let values), .int16, false): return Self.littleEndian(values)
    case (.float32(let values), let type, true):
      try checkNumbers(values, samples)
      return type == .int8
        ? values.map { UInt8(truncatingIfNeeded: quantization.quantize($0)) }
        : Self.littleEndian(values.map { Int16(truncatingIfNeeded: quantization.quantize($0)) })
    default: throw refusal(samples)
    }
  }

  /// What an array holds for these integers.
  func elements(_ bytes: [UInt8]) -> NumpyArray.Elements {
    if quantization.elementType == .int8 {
      let values = bytes.map { Int8(bitPattern: $0) }
      return isFloat ? .float32(values.map { quantization.dequantize($0) }) : .int8(values)
    }
    let values = bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / 2).map {
        Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: Int16.self))
      }
    }
    return isFloat ? .float32(values.map { quantization.dequantize($0) }) : .int16(values)
  }

  private static func littleEndian(_ values: [Int16]) -> [UInt8] {
    values.map(\.littleEndian).withUnsafeBytes { Array($0) }
  }

  private func checkNumbers(_ values: [Float], _ samples: RawSamples) throws {
    guard let place = values.firstIndex(where: { $0.isNaN }) else { return }
    let perSample = values.count / samples.count
    throw CommandFailure(
      .failure,
      """
      \(samples.path) holds what is no number, and no integer stands for it
        sample \(place / perSample), element \(place % perSample): NaN
        take it out of the data
      """)
  }

  private func refusal(_ samples: RawSamples) -> CommandFailure {
    let (found, own) = (samples.elements.typeName, quantization.typeName)
    let integer = "integer = round(real / \(quantization.scale)) + \(quantization.zeroPoint)"
    return CommandFailure(
      .failure,
      isFloat
        ? """
        \(samples.path) holds \(found), and --float takes float32
          \(quantization.text); the network's own integers are \(own)
          give float32, or \(own) without --float
        """
        : """
        \(samples.path) holds \(found), and the network takes \(own)
          \(quantization.text): \(integer)
          give \(own), or float32 with --float, which quantizes so
        """)
  }
}
