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

  func isEqual(to text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && lettersShared(with: text) == count
  }

  /// Bytes from the start on that are the same.
  func lettersShared(with text: StaticString) -> Int {
    let most = min(count, text.utf8CodeUnitCount)
    var shared = 0
    while shared < most, bytes[shared] == text.utf8Start[shared] { shared &+= 1 }
    return shared
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

  /// A number with at most three decimals, in thousandths, if it lies in `range`.
  func thousandths(in range: ClosedRange<Int64>) -> Int64? {
    var value: Int64 = 0
    var decimals = -1
    var digits = 0
    for index in 0..<count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "."), decimals < 0 {
        decimals = 0
        continue
      }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), decimals < 3,
        value < 1_000_000_000_000
      else { return nil }
      value = value &* 10 &+ Int64(byte &- UInt8(ascii: "0"))
      digits &+= 1
      if decimals >= 0 { decimals &+= 1 }
    }
    guard digits > 0 else { return nil }
    for _ in max(decimals, 0)..<3 { value &*= 10 }
    return value >= range.lowerBound && value <= range.upperBound ? value : nil
  }

  /// A whole number, if it lies in `range`.
  func integer(in range: ClosedRange<Int64>) -> Int? {
    for index in 0..<count where bytes[index] == UInt8(ascii: ".") { return nil }
    let scaled = range.lowerBound &* 1000...range.upperBound &* 1000
    return thousandths(in: scaled).map { Int($0 / 1000) }
  }
}
