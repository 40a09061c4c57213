/// FlatBuffers data whose every byte may be hostile.
///
/// No alignment is relied on, nothing outside of `bytes` is read, and no comparison can overflow:
/// positions and lengths lie in 0…`bytes.count`, and a number from the data is compared with what
/// is left before it is added to anything. Source of the format: "FlatBuffers Internals",
/// flatbuffers.dev.
struct FlatBuffer: Sendable {
  let bytes: [UInt8]
  /// What the bytes are meant to be, for messages.
  let format: String

  /// Bytes before the root table: its offset and the file identifier.
  static let prefixByteCount = 8

  /// A refusal of a number that cannot be.
  ///
  /// - Parameter offset: where it is, in bytes from the start.
  func damage(
    what: String, offset: Int, found: Int, allowed: ClosedRange<Int>
  ) -> InterchangeError.Problem {
    .damaged(
      format: format,
      found: "\(what), offset 0x\(String(offset, radix: 16)): \(found), allowed "
        + "\(allowed.lowerBound)…\(allowed.upperBound)")
  }

  /// The table that the data begins with.
  ///
  /// The caller has looked at the identifier, and at the length with it.
  func root(_ name: StaticString) throws(InterchangeError.Problem) -> FlatTable {
    try FlatTable(self, reachedFrom: 0, FlatPlace(name))
  }

  /// Refuses `length` bytes from `offset` on unless they are there; `offset` is 0 or more.
  func check(
    _ length: Int, at offset: Int, _ what: @autoclosure () -> String
  ) throws(InterchangeError.Problem) {
    let left = bytes.count - offset
    guard length <= left else {
      throw damage(what: what(), offset: offset, found: length, allowed: 0...max(0, left))
    }
  }

  /// The little-endian integer at a position that was checked.
  func load<Value: FixedWidthInteger>(_ offset: Int, as type: Value.Type) -> Value {
    bytes.withUnsafeBytes {
      Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
  }

  /// Where the unsigned offset at a checked position leads: at least four bytes before the end.
  func target(of offset: Int, _ what: @autoclosure () -> String) throws(InterchangeError.Problem)
    -> Int
  {
    let distance = Int(load(offset, as: UInt32.self))
    // `offset + 4 ≤ bytes.count`, because the offset itself was checked.
    let allowed = bytes.count - offset - 4
    guard distance <= allowed, distance >= 4 else {
      throw damage(
        what: what(), offset: offset, found: distance, allowed: 4...max(4, allowed))
    }
    return offset + distance
  }
}

/// What a table of the data is called in messages: `operator 3`.
struct FlatPlace: Sendable, CustomStringConvertible {
  let name: StaticString
  let index: Int?

  init(_ name: StaticString, _ index: Int? = nil) {
    self.name = name
    self.index = index
  }

  var description: String { index.map { "\(name) \($0)" } ?? "\(name)" }
}
