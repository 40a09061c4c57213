import CSystemCalls

/// Little-endian numbers off the start of a stream, which need not be a file: nothing is read that
/// is not asked for.
///
/// After a failure all numbers are 0, so that a reader may ask for several before it looks at
/// `check`.
struct HeaderBytes {
  private let descriptor: Int32
  /// What ended the stream: 0 for its end, or the system's negative number; 1 while it goes on.
  private var result = 1

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Throws if a number so far was not there.
  func check() throws(WaveError) {
    if result == Int(system_interrupted()) { throw .stopped }
    if result < 0 { throw .unreadable(Int32(truncatingIfNeeded: result)) }
    if result == 0 { throw .tooShort }
  }

  /// The next two bytes.
  mutating func half() -> UInt32 { UInt32(truncatingIfNeeded: bytes(2)) }

  /// The next four bytes.
  mutating func word() -> UInt32 { UInt32(truncatingIfNeeded: bytes(4)) }

  /// The next eight bytes.
  mutating func doubleWord() -> UInt64 { bytes(8) }

  /// Whether a byte follows, which is taken.
  mutating func hasMore() -> Bool {
    _ = bytes(1)
    return result > 0
  }

  /// Passes over so many bytes.
  mutating func skip(_ count: UInt64) {
    var left = count
    while left > 0, result > 0 {
      let step = min(left, 8)
      _ = bytes(Int(step))
      left &-= step
    }
  }

  /// The next 1…8 bytes, least significant first.
  @inline(never)
  private mutating func bytes(_ count: Int) -> UInt64 {
    var value: UInt64 = 0
    var got = 0
    while got < count, result > 0 {
      result = withUnsafeMutableBytes(of: &value) { memory -> Int in
        guard let base = memory.baseAddress else { return 0 }
        return system_read(descriptor, base + got, count &- got)
      }
      got &+= result
    }
    return result > 0 ? UInt64(littleEndian: value) : 0
  }
}
