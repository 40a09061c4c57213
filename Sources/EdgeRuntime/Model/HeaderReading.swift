/// Where the sections of a file lie, once header and section table have been checked.
struct ModelSections {
  private var sections = InlineArray<7, ModelSection>(
    repeating: ModelSection(offset: 0, length: 0))

  /// Checks everything up to the first section, the padding between the sections, and, unless told
  /// otherwise, all checksums.
  init(_ bytes: ModelBytes, checkingChecksums: Bool) throws(ModelError) {
    try Self.checkHeader(bytes)
    if checkingChecksums { try Checksums.checkPrefix(bytes) }
    var end = ModelFile.prefixByteCount
    for index in 0..<sections.count {
      let section = try Self.entry(index, after: end, bytes)
      sections[index] = section
      end = section.end
    }
    try bytes.expect(
      "length of all sections", Int64(widening: end), at: ModelFile.Header.fileLength,
      in: Int64(widening: bytes.count)...Int64(widening: bytes.count))
    if checkingChecksums { try Checksums.checkSections(bytes, self) }
  }

  /// The section of a kind.
  subscript(kind: ModelFile.SectionKind) -> ModelSection { sections[Int(kind.rawValue) - 1] }

  private static func checkHeader(_ bytes: ModelBytes) throws(ModelError) {
    typealias Header = ModelFile.Header
    let misalignment = Int(bitPattern: bytes.base) & (ModelFile.alignment - 1)
    try bytes.expect(
      "misalignment of the model's address", Int64(widening: misalignment), at: 0, in: 0...0,
      .memory)
    let lengths =
      Int64(widening: ModelFile.prefixByteCount)...Int64(widening: ModelLimits.fileLength)
    try bytes.expect("file length", Int64(widening: bytes.count), at: 0, in: lengths, .damaged)
    let magic = Int64(bitPattern: ModelFile.magic)
    try bytes.expect(
      "magic number", bytes.doubleWord(Header.magic), at: Header.magic, in: magic...magic, .damaged)
    let version = bytes.word(Header.version)
    let major = Int64(widening: ModelFile.majorVersion)
    try bytes.expect(
      "major format version", Int64(widening: version & 0xFFFF), at: Header.version,
      in: major...major,
      .unsupported)
    try bytes.expect(
      "minor format version", Int64(widening: version &>> 16), at: Header.version + 2,
      in: 0...Int64(widening: ModelFile.minorVersion), .unsupported)
    try bytes.expect("flags", at: Header.flags, in: 0...0, .unsupported)
    try bytes.expect("file length", at: Header.fileLength, equals: bytes.count, .damaged)
    try bytes.expect(
      "section count", at: Header.sectionCount, equals: ModelFile.SectionKind.allCount,
      .unsupported)
    try bytes.expectZeros(Header.sectionCount + 4..<Header.digest)
    try bytes.expectZeros(Header.checksum + 4..<Header.byteCount)
  }

  /// Checks entry `index`, whose section must follow a part that ends at `end`.
  private static func entry(
    _ index: Int, after end: Int, _ bytes: ModelBytes
  ) throws(ModelError) -> ModelSection {
    typealias Entry = ModelFile.SectionEntry
    let entry = ModelFile.Header.byteCount + index * Entry.byteCount
    try bytes.expect("section kind", at: entry + Entry.kind, equals: index + 1, .unsupported)
    let start = (end + ModelFile.alignment - 1) & ~(ModelFile.alignment - 1)
    try bytes.expect("section offset", at: entry + Entry.offset, equals: start)
    let room = Int64(widening: bytes.count) - Int64(widening: start)
    guard room >= 0 else {
      throw ModelError(
        .invalid, "section offset", offset: entry + Entry.offset, found: Int64(widening: start),
        allowed: 0...Int64(widening: bytes.count))
    }
    let length = try bytes.expect("section length", at: entry + Entry.length, in: 0...room)
    try bytes.expectZeros(end..<start)
    return ModelSection(offset: start, length: length)
  }
}

extension ModelFile.SectionKind {
  /// Number of kinds; `allCases.count` would make an array.
  static let allCount = 7
}
