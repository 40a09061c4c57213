import CSystemCalls

/// Little-endian numbers off the start of a stream, which need not be a file: nothing is read that
/// is not asked for.
struct HeaderBytes {
  private let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// The next two bytes.
  func half() throws(WaveError) -> UInt32 { UInt32(truncatingIfNeeded: try bytes(2)) }

  /// The next four bytes.
  func word() throws(WaveError) -> UInt32 { UInt32(truncatingIfNeeded: try bytes(4)) }

  /// The next eight bytes.
  func doubleWord() throws(WaveError) -> UInt64 { try bytes(8) }

  /// Whether a byte follows, which is taken.
  var hasMore: Bool {
    do throws(WaveError) {
      _ = try bytes(1)
      return true
    } catch {
      return false
    }
  }

  /// Passes over so many bytes.
  func skip(_ count: UInt64) throws(WaveError) {
    var left = count
    while left >= 8 {
      _ = try bytes(8)
      left &-= 8
    }
    if left > 0 { _ = try bytes(Int(left)) }
  }

  /// The next 1…8 bytes, least significant first.
  private func bytes(_ count: Int) throws(WaveError) -> UInt64 {
    var value: UInt64 = 0
    var got = 0
    while got < count {
      let result = withUnsafeMutableBytes(of: &value) { memory -> Int in
        guard let base = memory.baseAddress else { return 0 }
        return system_read(descriptor, base + got, count &- got)
      }
      if result == Int(system_interrupted()) { throw .stopped }
      if result < 0 { throw .unreadable(Int32(result)) }
      if result == 0 { throw .tooShort }
      got &+= result
    }
    return UInt64(littleEndian: value)
  }
}
