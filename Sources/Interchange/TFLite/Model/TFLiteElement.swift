/// The type of a tensor's elements.
enum TFLiteElement: UInt8, Sendable {
  case float32 = 0
  case float16 = 1
  case int32 = 2
  case uint8 = 3
  case int64 = 4
  case int16 = 7
  case int8 = 9
  case int4 = 17

  /// The name of a number of the schema, whether it is a case or not.
  static func name(of number: UInt8) -> String {
    let names = [
      "FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL", "INT16", "COMPLEX64",
      "INT8", "FLOAT64", "COMPLEX128", "UINT64", "RESOURCE", "VARIANT", "UINT32", "UINT16", "INT4",
      "BFLOAT16", "INT2", "UINT4", "FLOAT8_E4M3FN", "FLOAT8_E5M2",
    ]
    return Int(number) < names.count ? names[Int(number)] : "type \(number)"
  }

  var name: String { Self.name(of: rawValue) }

  /// Bytes of `count` elements; two of the 4-bit ones share a byte.
  func byteCount(of count: Int) -> Int {
    switch self {
    case .float32, .int32: 4 * count
    case .float16, .int16: 2 * count
    case .int64: 8 * count
    case .uint8, .int8: count
    case .int4: (count + 1) / 2
    }
  }
}
