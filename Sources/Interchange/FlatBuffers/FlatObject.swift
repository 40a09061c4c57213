/// FlatBuffers data to be written, as a tree.
indirect enum FlatObject: Sendable {
  /// Fields by number; those that are left out have their default.
  case table([Int: FlatField])
  /// Tables one after the other.
  case tables([FlatObject])
  /// Numbers of `size` bytes each, little-endian; the first one at a multiple of `alignment`.
  case numbers([UInt8], size: Int, alignment: Int)
  /// UTF-8.
  case text(String)

  /// A vector of integers.
  static func integers<Value: FixedWidthInteger>(_ values: [Value]) -> FlatObject {
    var bytes: [UInt8] = []
    for value in values { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }
    let size = MemoryLayout<Value>.size
    return .numbers(bytes, size: size, alignment: size)
  }

  /// A vector of 32-bit floats.
  static func floats(_ values: [Float]) -> FlatObject { .integers(values.map(\.bitPattern)) }
}

/// A field of a table.
enum FlatField: Sendable {
  /// The little-endian bytes of a number.
  case number([UInt8])
  /// What the field leads to.
  case object(FlatObject)

  /// An integer field.
  static func integer(_ value: some FixedWidthInteger) -> FlatField {
    withUnsafeBytes(of: value.littleEndian) { .number([UInt8]($0)) }
  }

  /// A field of one byte, 1 for true.
  static func flag(_ value: Bool) -> FlatField { .integer(UInt8(value ? 1 : 0)) }

  /// A field of 32-bit float.
  static func float(_ value: Float) -> FlatField { .integer(value.bitPattern) }

  /// Bytes in the table, which are also what it is aligned to.
  var size: Int {
    switch self {
    case .number(let bytes): bytes.count
    case .object: 4
    }
  }
}
