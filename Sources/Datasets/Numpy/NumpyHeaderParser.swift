/// Reads the dictionary of a `.npy` header: as much of Python's syntax as NumPy writes, no more.
struct NumpyHeaderParser {
  private var rest: ArraySlice<UInt8>

  init(_ text: ArraySlice<UInt8>) { rest = text }

  mutating func dictionary() throws(NumpyHeader.Refusal) -> (
    descr: String, isFortranOrder: Bool, shape: [Int], comment: String?
  ) {
    var descr: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where descr == nil: descr = try self.descr()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      default: throw refusal("has the key '\(key)' unexpectedly")
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    guard let descr, let isFortranOrder, let shape else {
      throw refusal("lacks one of 'descr', 'fortran_order' and 'shape'")
    }
    let comment = try ending()
    return (descr, isFortranOrder, shape, comment)
  }

  /// Blanks, perhaps with a comment.
  private mutating func ending() throws(NumpyHeader.Refusal) -> String? {
    guard take("#") else {
      skipBlanks()
      guard rest.isEmpty else { throw refusal("goes on after its dictionary") }
      return nil
    }
    let text = String(decoding: rest, as: UTF8.self)
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// A structured type is a list of fields, which no clip has.
  private mutating func descr() throws(NumpyHeader.Refusal) -> String {
    skipBlanks()
    if rest.first == UInt8(ascii: "[") { throw refusal("describes records with several fields") }
    return try string()
  }

  private mutating func string() throws(NumpyHeader.Refusal) -> String {
    skipBlanks()
    guard let quote = rest.popFirst(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    else { throw refusal("has no text where it should") }
    guard let end = rest.firstIndex(of: quote) else { throw refusal("has text without an end") }
    let text = rest[..<end]
    rest = rest[(end + 1)...]
    guard text.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
      throw refusal("has unusual characters in its text")
    }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func boolean() throws(NumpyHeader.Refusal) -> Bool {
    if take("True") { return true }
    if take("False") { return false }
    throw refusal("has no True or False as fortran_order")
  }

  private mutating func tuple() throws(NumpyHeader.Refusal) -> [Int] {
    var lengths: [Int] = []
    try expect("(")
    while !take(")") {
      // NumPy has at most 64 axes.
      guard lengths.count < 64 else { throw refusal("has more than 64 axes") }
      lengths.append(try number())
      if !take(",") {
        try expect(")")
        // `(3)` is a number in Python and no tuple.
        if lengths.count == 1 { throw refusal("has no tuple as shape") }
        break
      }
    }
    return lengths
  }

  private mutating func number() throws(NumpyHeader.Refusal) -> Int {
    skipBlanks()
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw refusal("has a shape that is no number in range")
    }
    rest = rest[digits.endIndex...]
    // Python 2 wrote long integers so.
    if rest.first == UInt8(ascii: "L") { rest = rest.dropFirst() }
    return value
  }

  private mutating func skipBlanks() {
    rest = rest.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }

  private mutating func take(_ word: String) -> Bool {
    skipBlanks()
    guard rest.starts(with: word.utf8) else { return false }
    rest = rest.dropFirst(word.utf8.count)
    return true
  }

  private mutating func expect(_ word: String) throws(NumpyHeader.Refusal) {
    if !take(word) { throw refusal("has no '\(word)' where it should") }
  }

  private func refusal(_ what: String) -> NumpyHeader.Refusal {
    NumpyHeader.Refusal(reason: "its header \(what)")
  }
}
