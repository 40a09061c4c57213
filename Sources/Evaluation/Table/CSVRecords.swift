/// Takes comma-separated text apart, one record after the other.
struct CSVRecords {
  private let text: [UInt8]
  private let name: String
  private var position = 0
  private var line = 1

  init(_ text: [UInt8], name: String) {
    self.text = text
    self.name = name
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next record that is no empty line, or nil at the end.
  mutating func next() throws(TableError) -> CSVTable.Row? {
    while position < text.count {
      if skipLineEnd() { continue }
      let start = line
      var fields = [try field()]
      while take(UInt8(ascii: ",")) { fields.append(try field()) }
      guard position == text.count || skipLineEnd() else {
        throw TableError(name, .brokenQuotes(line: line))
      }
      return CSVTable.Row(fields: fields, line: start)
    }
    return nil
  }

  private mutating func field() throws(TableError) -> String {
    if take(UInt8(ascii: "\"")) { return try quotedField() }
    let start = position
    while position < text.count, !Self.endsField(text[position]) { position += 1 }
    return String(decoding: text[start..<position], as: UTF8.self)
  }

  /// After the opening quote, up to and with the closing one.
  private mutating func quotedField() throws(TableError) -> String {
    let start = line
    var bytes: [UInt8] = []
    while position < text.count {
      if take(UInt8(ascii: "\"")) {
        guard take(UInt8(ascii: "\"")) else { return String(decoding: bytes, as: UTF8.self) }
        bytes.append(UInt8(ascii: "\""))
      } else {
        let from = position
        if !skipLineEnd() { position += 1 }
        bytes += text[from..<position]
      }
    }
    throw TableError(name, .brokenQuotes(line: start))
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  /// Passes one line end: CRLF, LF or CR.
  private mutating func skipLineEnd() -> Bool {
    let hasReturn = take(UInt8(ascii: "\r"))
    let hasFeed = take(UInt8(ascii: "\n"))
    guard hasReturn || hasFeed else { return false }
    line += 1
    return true
  }

  private static func endsField(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }
}
