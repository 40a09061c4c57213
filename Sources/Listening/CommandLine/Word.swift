/// A word of the command line, or a part of one, compared byte by byte: a device program does
/// without `String` and its tables.
struct Word {
  let bytes: UnsafePointer<UInt8>
  let count: Int

  /// The word of a text of C.
  init(_ text: ListenOptions.Text) {
    bytes = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
    var count = 0
    while text[count] != 0 { count &+= 1 }
    self.count = count
  }

  private init(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    self.bytes = bytes
    self.count = count
  }

  @inline(never)
  func isEqual(to text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && hasPrefix(text)
  }

  func hasPrefix(_ text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount where bytes[index] != text.utf8Start[index] {
      return false
    }
    return true
  }

  /// The entry of a list (`one|two|three`) that the word shares most bytes with, from the start on;
  /// of equals the first. Number of the entry, of bytes, and whether it is the whole word.
  @inline(never)
  func resemblance(in list: StaticString) -> (entry: UInt8, shared: Int, isWhole: Bool) {
    var best: (entry: UInt8, shared: Int, isWhole: Bool) = (0, -1, false)
    var (entry, start): (UInt8, Int) = (0, 0)
    for end in 0...list.utf8CodeUnitCount
    where end == list.utf8CodeUnitCount || list.utf8Start[end] == UInt8(ascii: "|") {
      let most = min(count, end &- start)
      var shared = 0
      while shared < most, bytes[shared] == list.utf8Start[start &+ shared] { shared &+= 1 }
      let isWhole = shared == count && shared == end &- start
      if shared > best.shared || isWhole { best = (entry, shared, isWhole) }
      entry &+= 1
      start = end &+ 1
    }
    return best
  }

  var isOption: Bool { count > 1 && bytes[0] == UInt8(ascii: "-") }

  /// Whether it is an ALSA name such as `hw:1,0` or `plughw:1`.
  var namesCardByNumber: Bool {
    for index in 0..<count where bytes[index] == UInt8(ascii: ":") {
      // (A name ends with a zero, which is no digit.)
      return bytes[index &+ 1] >= UInt8(ascii: "0") && bytes[index &+ 1] <= UInt8(ascii: "9")
    }
    return false
  }

  /// What stands before a `=`, all of it if there is none, and what follows it.
  var parts: (name: Word, value: ListenOptions.Text?) {
    for index in 0..<count where bytes[index] == UInt8(ascii: "=") {
      let rest = UnsafeRawPointer(bytes + index + 1).assumingMemoryBound(to: CChar.self)
      return (Word(bytes, index), rest)
    }
    return (self, nil)
  }

  /// A number with at most `most` decimals in units of its last possible one, from 1 to `largest`.
  @inline(never)
  func number(decimals most: Int, atMost largest: Int64) -> Int64? {
    var value: Int64 = 0
    // Decimals that are still possible; before the point, all of them and one more.
    var left = most &+ 1
    for index in 0..<count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "."), left == most &+ 1, most > 0, count > 1 {
        left = most
        continue
      }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), left > 0, value <= largest else {
        return nil
      }
      value = value &* 10 &+ Int64(byte &- UInt8(ascii: "0"))
      if left <= most { left &-= 1 }
    }
    for _ in 0..<min(left, most) { value &*= 10 }
    return value >= 1 && value <= largest ? value : nil
  }
}
