import FloatModels

/// Names of layers as other tools give them, made fit for a command line and for names of tensors.
enum NodeName {
  private static let maximumLength = 96

  /// Letters, digits, `_`, `-`, `.` and `/`; the operation's name where nothing is left.
  static func cleaned(_ name: String, or operation: Operation) -> String {
    let kept = name.utf8.prefix(maximumLength).map { byte -> Character in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "/"):
        Character(UnicodeScalar(byte))
      default: "_"
      }
    }
    let trimmed = kept.drop { $0 == "/" }
    return trimmed.isEmpty ? operation.kind : String(trimmed)
  }
}

/// Tells equal names apart by a number behind them.
struct UniqueNames {
  private var uses: [String: Int] = [:]

  /// `name`, or `name_2`, `name_3`, … where it was used before.
  mutating func unique(_ name: String) -> String {
    var number = (uses[name] ?? 0) + 1
    var candidate = number == 1 ? name : "\(name)_\(number)"
    while number > 1, uses[candidate] != nil {
      number += 1
      candidate = "\(name)_\(number)"
    }
    uses[name] = number
    if candidate != name { uses[candidate] = 1 }
    return candidate
  }
}
