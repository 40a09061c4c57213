/// The types of elements that are read, with ONNX's numbers for them (`TensorProto.DataType`).
enum ONNXElementType: Int32 {
  case float = 1
  case uint8 = 2
  case int8 = 3
  case uint16 = 4
  case int16 = 5
  case int32 = 6
  case int64 = 7
  case bool = 9
  case float16 = 10
  case double = 11
  case uint32 = 12
  case bfloat16 = 16

  /// Bytes of an element in `raw_data` and in files beside the model.
  var bytes: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .float, .int32, .uint32: 4
    case .int64, .double: 8
    }
  }

  /// Whether the elements are not integers.
  var isFloating: Bool {
    switch self {
    case .float, .float16, .bfloat16, .double: true
    case .uint8, .int8, .uint16, .int16, .int32, .int64, .bool, .uint32: false
    }
  }

  /// The elements of little-endian bytes, whose number is a multiple of `bytes`.
  func elements(_ data: [UInt8]) -> ONNXConstant.Elements {
    switch self {
    case .float: .floats(words(data, UInt32.self).map(Float.init(bitPattern:)))
    case .double: .floats(words(data, UInt64.self).map { Float(Double(bitPattern: $0)) })
    case .float16: .floats(words(data, UInt16.self).map(Self.float16))
    case .bfloat16: .floats(words(data, UInt16.self).map(Self.bfloat16))
    case .uint8, .bool: .integers(data.map(Int.init))
    case .int8: .integers(data.map { Int(Int8(bitPattern: $0)) })
    case .uint16: .integers(words(data, UInt16.self).map(Int.init))
    case .int16: .integers(words(data, Int16.self).map(Int.init))
    case .int32: .integers(words(data, Int32.self).map(Int.init))
    case .uint32: .integers(words(data, UInt32.self).map(Int.init))
    case .int64: .integers(words(data, Int64.self).map(Int.init))
    }
  }

  /// The elements of a field that holds one 32-bit number an element.
  func elements(_ data: [Int32]) -> ONNXConstant.Elements {
    switch self {
    case .float16:
      .floats(data.map { Self.float16(UInt16(truncatingIfNeeded: $0)) })
    case .bfloat16:
      .floats(data.map { Self.bfloat16(UInt16(truncatingIfNeeded: $0)) })
    default: .integers(data.map(Int.init))
    }
  }

  private func words<Word: FixedWidthInteger>(_ data: [UInt8], _ type: Word.Type) -> [Word] {
    data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: MemoryLayout<Word>.size).map {
        Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Word.self))
      }
    }
  }

  /// The upper half of a Float.
  private static func bfloat16(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

  /// IEEE 754 binary16. `Float16` itself is not there on every processor.
  private static func float16(_ bits: UInt16) -> Float {
    let fraction = Float(bits & 0x3FF)
    let exponent = Int(bits >> 10 & 0x1F)
    let magnitude: Float =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
      }
    return bits >> 15 == 0 ? magnitude : -magnitude
  }
}
