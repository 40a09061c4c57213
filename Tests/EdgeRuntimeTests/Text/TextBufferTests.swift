import EdgeRuntime
import Testing

@Suite struct TextBufferTests {
  private static func text(
    capacity: Int = 100, _ write: (inout TextBuffer) -> Void
  ) -> String {
    var memory = [UInt8](repeating: 0, count: capacity)
    return memory.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return "" }
      var text = TextBuffer(base, capacity: capacity)
      write(&text)
      return String(decoding: text.bytes, as: UTF8.self)
    }
  }

  @Test(arguments: [0, 1, -1, 9, 10, -10, 99, 100, 12_345, .max, .min, .max / 10, .min / 10])
  func wholeNumbersAreAsSwiftWritesThem(_ value: Int64) {
    #expect(Self.text { $0.append(decimal: value) } == "\(value)")
  }

  @Test(arguments: [0, 1, 15, 16, 0xdead_beef, .max])
  func digitsAreAsSwiftWritesThem(_ value: UInt64) {
    for radix in [2, 10, 16] {
      let written = Self.text { $0.append(digits: value, radix: UInt64(radix), atLeast: 1) }
      #expect(written == String(value, radix: radix))
      let padded = Self.text { $0.append(digits: value, radix: UInt64(radix), atLeast: 20) }
      #expect(padded.count == max(20, written.count) && UInt64(padded, radix: radix) == value)
    }
  }

  @Test func whatFindsNoRoomIsLeftOff() {
    let text = Self.text(capacity: 5) {
      $0.append("abc")
      $0.append(decimal: 12_345)
    }
    #expect(text == "abc12")
  }

  @Test func longestErrorFits() {
    let longest = ModelError(
      .memory, "length of what has the longest name of all the quantities in a file",
      offset: .max, found: .min, allowed: .min ... .max)
    #expect(longest.description.hasSuffix("aligned to 64"))
    #expect(longest.description.split(separator: "\n").count == 3)
  }
}
