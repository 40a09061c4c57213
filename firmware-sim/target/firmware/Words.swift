import CBoard

/// The words of the command line, told apart without String.
enum Words {
  static func word(_ index: Int32, is text: StaticString) -> Bool {
    guard let word = board_argument(index) else { return false }
    let length = text.utf8CodeUnitCount
    for at in 0..<length where UInt8(bitPattern: word[at]) != text.utf8Start[at] { return false }
    return word[length] == 0
  }

  /// A decimal number below 2³¹; nil for anything else.
  static func number(_ index: Int32) -> Int? {
    guard let word = board_argument(index), word[0] != 0 else { return nil }
    var value: UInt32 = 0
    var at = 0
    while word[at] != 0 {
      let digit = UInt32(truncatingIfNeeded: word[at]) &- 48
      guard digit < 10, value < 200_000_000 else { return nil }
      value = 10 &* value &+ digit
      at &+= 1
    }
    return Int(truncatingIfNeeded: value)
  }
}
