/// The bytes of a model file and the elementary ways to read and judge them. Offsets count from the
/// start of the file; the caller has made sure that what it reads lies inside.
struct ModelBytes {
  let base: UnsafeRawPointer
  let count: Int

  /// The 32-bit word at a multiple of four.
  func word(_ offset: Int) -> UInt32 {
    UInt32(littleEndian: base.load(fromByteOffset: offset, as: UInt32.self))
  }

  /// A 32-bit word as a signed number.
  func signed(_ offset: Int) -> Int32 { Int32(bitPattern: word(offset)) }

  /// The 64-bit word at a multiple of eight.
  func doubleWord(_ offset: Int) -> Int64 {
    Int64(littleEndian: base.load(fromByteOffset: offset, as: Int64.self))
  }

  /// A word known to be within `ModelLimits`, hence within Int32.
  func index(_ offset: Int) -> Int { Int(Int32(bitPattern: word(offset))) }

  /// An array that stands in the file as it stands in memory.
  func array<Element>(_ offset: Int, of type: Element.Type) -> UnsafePointer<Element> {
    (base + offset).assumingMemoryBound(to: type)
  }

  /// A part of the file.
  func part(_ offset: Int, _ length: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + offset, count: length)
  }

  /// Refuses the unsigned word at `offset` unless it lies in `allowed` (within 0 … 2³¹ - 1).
  @discardableResult
  @inline(never)
  func expect(
    _ what: StaticString, at offset: Int, in allowed: ClosedRange<Int64>,
    _ kind: ModelError.Kind = .invalid
  ) throws(ModelError) -> Int {
    let found = Int64(widening: word(offset))
    try expect(what, found, at: offset, in: allowed, kind)
    return Int(narrowing: found)
  }

  /// Refuses the signed word at `offset` unless it lies in `allowed`.
  @discardableResult
  @inline(never)
  func expectSigned(
    _ what: StaticString, at offset: Int, in allowed: ClosedRange<Int64>
  ) throws(ModelError) -> Int32 {
    let found = signed(offset)
    try expect(what, Int64(widening: found), at: offset, in: allowed)
    return found
  }

  /// Refuses the word at `offset` unless it is `value`.
  func expect(
    _ what: StaticString, at offset: Int, equals value: Int, _ kind: ModelError.Kind = .invalid
  ) throws(ModelError) {
    try expect(what, at: offset, in: Int64(widening: value)...Int64(widening: value), kind)
  }

  /// Refuses a number, read or derived from what was read at `offset`, outside `allowed`.
  @inline(never)
  func expect(
    _ what: StaticString, _ found: Int64, at offset: Int, in allowed: ClosedRange<Int64>,
    _ kind: ModelError.Kind = .invalid
  ) throws(ModelError) {
    guard allowed.contains(found) else {
      throw ModelError(kind, what, offset: offset, found: found, allowed: allowed)
    }
  }

  /// Refuses bytes that are reserved or padding and yet not zero.
  func expectZeros(_ range: Range<Int>) throws(ModelError) {
    for offset in range {
      let byte = Int64(widening: base.load(fromByteOffset: offset, as: UInt8.self))
      try expect("reserved byte", byte, at: offset, in: 0...0)
    }
  }

  /// Refuses multiplier and shift unless `Requantizer` can use them.
  @inline(never)
  func expectRequantizer(at offset: Int) throws(ModelError) {
    if word(offset) != 0 {
      try expectSigned("multiplier", at: offset, in: 1 &<< 30...1 &<< 31 - 1)
    }
    try expectSigned("shift", at: offset + 4, in: -31...7)
  }

  /// Refuses a Float that is not a positive number.
  func expectScale(at offset: Int) throws(ModelError) {
    // The bit patterns of the positive finite numbers are those from 1 to the largest one's.
    try expect("scale (as bits)", at: offset, in: 1...0x7F7F_FFFF)
  }

  /// Refuses text that is not UTF-8.
  func expectText(_ what: StaticString, at offset: Int, length: Int) throws(ModelError) {
    if let bad = UTF8Validation.firstInvalidByte(part(offset, length)) {
      let byte = Int64(widening: base.load(fromByteOffset: offset + bad, as: UInt8.self))
      try expect(what, byte, at: offset + bad, in: 0...0x7F)
      throw ModelError(.invalid, what, offset: offset + bad, found: byte, allowed: 0x80...0xBF)
    }
  }
}

/// A section of the file.
struct ModelSection {
  let offset: Int
  let length: Int

  var end: Int { offset + length }
}

/// Walks a section block by block in the order of the layout.
struct ModelCursor {
  let bytes: ModelBytes
  let section: ModelSection
  /// First byte not yet taken, from the start of the file.
  private(set) var position: Int

  init(_ bytes: ModelBytes, _ section: ModelSection) {
    self.bytes = bytes
    self.section = section
    position = section.offset
  }

  /// Takes the next block and returns its offset in the file; what is skipped must be zero.
  ///
  /// `count` ≥ 0 may be anything; it is only compared with what is left.
  mutating func take(
    _ count: Int64, alignedTo alignment: Int = 4, _ what: StaticString
  ) throws(ModelError) -> Int {
    let padding = -position & (alignment - 1)
    let room = Int64(widening: section.end - position - padding)
    guard room >= 0, count <= room else {
      throw ModelError(
        .invalid, what, offset: position, found: count, allowed: 0...max(room, 0))
    }
    try bytes.expectZeros(position..<position + padding)
    let start = position + padding
    position = start + Int(narrowing: count)
    return start
  }

  /// Takes a block that a word of the file points at, from the start of its section.
  mutating func take(
    _ count: Int64, alignedTo alignment: Int = 4, pointedAtFrom pointer: Int,
    _ what: StaticString
  ) throws(ModelError) {
    let start = try take(count, alignedTo: alignment, what)
    try bytes.expect(what, at: pointer, equals: start - section.offset)
  }

  /// The section must end here, after padding to `alignment`.
  mutating func finish(alignedTo alignment: Int = 1) throws(ModelError) {
    _ = try take(0, alignedTo: alignment, "length of the section")
    let left = Int64(widening: section.end - position)
    try bytes.expect("bytes after the section's last block", left, at: position, in: 0...0)
  }
}
