/// The checksums of a file, for the writer, which fills them in, and the reader, which compares.
public enum Checksums {
  /// CRC-32 of header and section table.
  public static func prefix(_ file: UnsafeRawBufferPointer) -> UInt32 {
    typealias Header = ModelFile.Header
    var check = CRC32()
    check.update(.init(rebasing: file[..<Header.checksum]))
    check.updateZeros(4)
    check.update(.init(rebasing: file[Header.checksum + 4..<ModelFile.prefixByteCount]))
    return check.value
  }

  /// SHA-256 that identifies the model: see `ModelFile.Header.digest`.
  public static func digest(_ file: UnsafeRawBufferPointer) -> SIMD8<UInt32> {
    typealias Header = ModelFile.Header
    var hash = SHA256()
    hash.update(.init(rebasing: file[..<Header.digest]))
    hash.updateZeros(Header.checksum + 4 - Header.digest)
    hash.update(.init(rebasing: file[(Header.checksum + 4)...]))
    return hash.finish()
  }

  /// CRC-32 of a section.
  public static func section(_ section: UnsafeRawBufferPointer) -> UInt32 {
    var check = CRC32()
    check.update(section)
    return check.value
  }

  static func checkPrefix(_ bytes: ModelBytes) throws(ModelError) {
    let expected = Int64(widening: prefix(bytes.part(0, bytes.count)))
    try bytes.expect(
      "checksum of the header", at: ModelFile.Header.checksum, in: expected...expected, .damaged)
  }

  static func checkSections(
    _ bytes: ModelBytes, _ sections: ModelSections
  ) throws(ModelError) {
    typealias Entry = ModelFile.SectionEntry
    for index in 0..<ModelFile.SectionKind.allCount {
      guard let kind = ModelFile.SectionKind(rawValue: UInt32(index + 1)) else { continue }
      let part = bytes.part(sections[kind].offset, sections[kind].length)
      let expected = Int64(widening: section(part))
      let entry = ModelFile.Header.byteCount + index * Entry.byteCount
      try bytes.expect(
        name(kind), at: entry + Entry.checksum, in: expected...expected, .damaged)
    }
    let expected = digest(bytes.part(0, bytes.count))
    for word in 0..<8 {
      let offset = ModelFile.Header.digest + 4 * word
      let found = UInt32(bigEndian: bytes.word(offset).littleEndian)
      try bytes.expect(
        "SHA-256 of the file", Int64(widening: found), at: offset,
        in: Int64(widening: expected[word])...Int64(widening: expected[word]), .damaged)
    }
  }

  private static func name(_ kind: ModelFile.SectionKind) -> StaticString {
    switch kind {
    case .frontEnd: "checksum of the front-end section"
    case .windowing: "checksum of the windowing section"
    case .networks: "checksum of the networks section"
    case .weights: "checksum of the weights section"
    case .heads: "checksum of the score-head section"
    case .calibration: "checksum of the calibration section"
    case .metadata: "checksum of the metadata section"
    }
  }
}
