/// A table of FlatBuffers data: fields by number, each of which may be absent.
struct FlatTable: Sendable {
  let buffer: FlatBuffer
  /// What it is called in messages.
  let place: FlatPlace
  /// Where it starts.
  let position: Int
  /// Bytes from its start to the end of its last field.
  private let byteCount: Int
  /// Where the offsets of its fields stand.
  private let entries: Int
  private let entryCount: Int

  /// The table that the offset at `offset` leads to; the four bytes there were checked.
  init(
    _ buffer: FlatBuffer, reachedFrom offset: Int, _ place: FlatPlace
  ) throws(InterchangeError.Problem) {
    let position = try buffer.target(of: offset, "\(place): offset")
    // The format subtracts the distance to the list of fields. 32 bits cannot overflow 64.
    let list = position - Int(buffer.load(position, as: Int32.self))
    guard list >= 0, list <= buffer.bytes.count - 4 else {
      throw buffer.damage(
        what: "\(place): list of fields", offset: position, found: list,
        allowed: 0...buffer.bytes.count - 4)
    }
    let listBytes = Int(buffer.load(list, as: UInt16.self))
    let byteCount = Int(buffer.load(list + 2, as: UInt16.self))
    let allowed = 4...max(4, buffer.bytes.count - list)
    guard allowed.contains(listBytes), listBytes % 2 == 0 else {
      throw buffer.damage(
        what: "\(place): even length of its list of fields", offset: list, found: listBytes,
        allowed: allowed)
    }
    try buffer.check(byteCount, at: position, "\(place): length")
    self.buffer = buffer
    self.place = place
    self.position = position
    self.byteCount = byteCount
    self.entries = list + 4
    self.entryCount = (listBytes - 4) / 2
  }

  /// Where a field of `size` bytes lies; nil where it is absent.
  func offset(
    of field: Int, size: Int, _ name: StaticString
  ) throws(InterchangeError.Problem) -> Int? {
    guard field < entryCount else { return nil }
    let entry = entries + 2 * field
    let offset = Int(buffer.load(entry, as: UInt16.self))
    guard offset != 0 else { return nil }
    guard offset >= 4, offset + size <= byteCount else {
      throw buffer.damage(
        what: "\(place): place of \(name)", offset: entry, found: offset,
        allowed: 4...max(4, byteCount - size))
    }
    return position + offset
  }

  /// An integer field.
  func integer<Value: FixedWidthInteger>(
    _ field: Int, default absent: Value, _ name: StaticString
  ) throws(InterchangeError.Problem) -> Value {
    guard let offset = try offset(of: field, size: MemoryLayout<Value>.size, name) else {
      return absent
    }
    return buffer.load(offset, as: Value.self)
  }

  /// A field of 32-bit float.
  func float(
    _ field: Int, default absent: Float, _ name: StaticString
  ) throws(InterchangeError.Problem) -> Float {
    Float(bitPattern: try integer(field, default: absent.bitPattern, name))
  }

  /// A field of one byte, of which 0 is false.
  func flag(
    _ field: Int, default absent: Bool = false, _ name: StaticString
  ) throws(InterchangeError.Problem) -> Bool {
    try integer(field, default: UInt8(absent ? 1 : 0), name) != 0
  }

  /// A table that a field leads to; nil where the field is absent.
  func table(
    _ field: Int, _ place: FlatPlace, _ name: StaticString
  ) throws(InterchangeError.Problem) -> FlatTable? {
    guard let offset = try offset(of: field, size: 4, name) else { return nil }
    return try FlatTable(buffer, reachedFrom: offset, place)
  }

  /// A vector of numbers; empty where the field is absent.
  func vector<Element: FixedWidthInteger>(
    _ field: Int, of type: Element.Type, atMost most: Int = .max, _ name: StaticString
  ) throws(InterchangeError.Problem) -> FlatVector<Element> {
    FlatVector(buffer, try extent(field, elementSize: MemoryLayout<Element>.size, most, name))
  }

  /// A vector of tables, called `element` 0, 1, …; empty where the field is absent.
  func tables(
    _ field: Int, called element: StaticString, atMost most: Int, _ name: StaticString
  ) throws(InterchangeError.Problem) -> FlatTables {
    FlatTables(
      buffer: buffer, name: element, extent: try extent(field, elementSize: 4, most, name))
  }

  /// A string's bytes as UTF-8, what is not being replaced; at most `length` of them.
  func text(
    _ field: Int, upTo length: Int, _ name: StaticString
  ) throws(InterchangeError.Problem) -> String {
    let extent = try extent(field, elementSize: 1, .max, name)
    return String(decoding: buffer.bytes[extent.prefix(length)], as: UTF8.self)
  }

  /// Whether a field is there.
  func has(_ field: Int, _ name: StaticString) throws(InterchangeError.Problem) -> Bool {
    try offset(of: field, size: 1, name) != nil
  }

  /// Where the elements of a vector lie, which all are within the data.
  private func extent(
    _ field: Int, elementSize: Int, _ most: Int, _ name: StaticString
  ) throws(InterchangeError.Problem) -> Range<Int> {
    guard let offset = try offset(of: field, size: 4, name) else { return 0..<0 }
    let start = try buffer.target(of: offset, "\(place): \(name)")
    let count = Int(buffer.load(start, as: UInt32.self))
    let allowed = min(most, (buffer.bytes.count - start - 4) / elementSize)
    guard count <= allowed else {
      throw buffer.damage(
        what: "\(place): number of \(name)", offset: start, found: count, allowed: 0...allowed)
    }
    return start + 4..<start + 4 + count * elementSize
  }
}
