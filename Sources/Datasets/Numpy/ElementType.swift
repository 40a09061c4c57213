/// A type of elements as a `.npy` header names it.
struct ElementType {
  /// `b` boolean, `i` signed, `u` unsigned, `f` float.
  var kind: Character
  var bytes: Int
  var isBigEndian: Bool

  /// Nil for a type that is not read.
  init?(descr: String) {
    let characters = Array(descr)
    guard characters.count == 3, "<>|=".contains(characters[0]),
      ["b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "f4", "f8"].contains(
        String(characters[1...])),
      let bytes = characters[2].wholeNumberValue
    else { return nil }
    kind = characters[1]
    self.bytes = bytes
    isBigEndian = characters[0] == ">"
  }

  /// - Parameter data: a multiple of `bytes`.
  func elements(_ data: [UInt8]) -> NumpyArray.Elements {
    switch (kind, bytes) {
    case ("i", 1): .int8(integers(data))
    case ("i", 2): .int16(integers(data))
    case ("u", 2): .uint16(integers(data))
    case ("i", 4): .int32(integers(data))
    case ("u", 4): .uint32(integers(data))
    case ("i", 8): .int64(integers(data))
    case ("f", 4): .float32(integers(data).map { Float(bitPattern: $0) })
    case ("f", 8): .float64(integers(data).map { Double(bitPattern: $0) })
    default: .uint8(data)
    }
  }

  private func integers<Integer: FixedWidthInteger>(_ data: [UInt8]) -> [Integer] {
    data.withUnsafeBytes { raw in
      (0..<(data.count / bytes)).map { index in
        let value = raw.loadUnaligned(fromByteOffset: index * bytes, as: Integer.self)
        return isBigEndian ? Integer(bigEndian: value) : Integer(littleEndian: value)
      }
    }
  }
}
