/// Tells UTF-8 from other bytes without memory, as table 3-7 of the Unicode standard has it.
enum UTF8Validation {
  /// Index of the first byte that cannot stand where it stands, or nil. A sequence cut at the end
  /// is reported at its first byte.
  static func firstInvalidByte(_ text: UnsafeRawBufferPointer) -> Int? {
    var index = 0
    while index < text.count {
      guard let length = sequenceLength(text, index) else { return index }
      index += length
    }
    return nil
  }

  private static func sequenceLength(_ text: UnsafeRawBufferPointer, _ index: Int) -> Int? {
    let first = text[index]
    if first < 0x80 { return 1 }
    guard let (length, second) = following(first), index + length <= text.count else { return nil }
    guard second.contains(text[index + 1]) else { return nil }
    for place in 2..<max(length, 2) where text[index + place] & 0xC0 != 0x80 { return nil }
    return length
  }

  /// Length of the sequence that `first` starts and what its second byte may be.
  private static func following(_ first: UInt8) -> (Int, ClosedRange<UInt8>)? {
    switch first {
    case 0xC2...0xDF: (2, 0x80...0xBF)
    case 0xE0: (3, 0xA0...0xBF)
    case 0xED: (3, 0x80...0x9F)
    case 0xE1...0xEF: (3, 0x80...0xBF)
    case 0xF0: (4, 0x90...0xBF)
    case 0xF1...0xF3: (4, 0x80...0xBF)
    case 0xF4: (4, 0x80...0x8F)
    default: nil
    }
  }
}
