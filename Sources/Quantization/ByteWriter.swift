import EdgeRuntime

/// Little-endian bytes in the making.
struct ByteWriter {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  var count: Int { bytes.count }

  mutating func append(_ more: [UInt8]) { bytes += more }

  mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append<Value: FixedWidthInteger>(_ values: [Value]) {
    for value in values { append(value) }
  }

  mutating func append(_ value: Float) { append(value.bitPattern) }

  /// An unsigned word; what does not fit becomes a value that every reader refuses.
  mutating func word(_ value: Int) { append(UInt32(exactly: value) ?? .max) }

  mutating func append(_ requantizers: [Requantizer]) {
    for requantizer in requantizers {
      append(requantizer.multiplier)
      append(requantizer.shift)
    }
  }

  mutating func zeros(_ count: Int) { bytes += [UInt8](repeating: 0, count: count) }

  mutating func pad(to alignment: Int) { zeros((alignment - count % alignment) % alignment) }

  mutating func set(_ value: UInt32, at offset: Int) {
    for byte in 0..<4 { bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
  }
}
