/// Reads the fields of an ELF file.
struct ElfReader {
  private let bytes: [UInt8]
  private let is64: Bool

  init(_ bytes: [UInt8]) throws(ElfError) {
    guard bytes.count >= 52, Array(bytes[..<4]) == [0x7F, 0x45, 0x4C, 0x46] else {
      throw ElfError(what: "no ELF file", offset: 0)
    }
    guard bytes[5] == 1 else { throw ElfError(what: "not little-endian", offset: 5) }
    guard bytes[4] == 1 || bytes[4] == 2 else { throw ElfError(what: "unknown class", offset: 4) }
    self.bytes = bytes
    is64 = bytes[4] == 2
  }

  /// An unsigned integer of `width` bytes.
  private func integer(_ offset: UInt64, _ width: Int) throws(ElfError) -> UInt64 {
    guard offset <= UInt64(bytes.count), UInt64(bytes.count) - offset >= UInt64(width) else {
      throw ElfError(what: "the file ends before it", offset: offset)
    }
    let start = Int(offset)
    return bytes[start..<start + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Field at one of two places, 4 bytes in a file of 32 bits and 8 in one of 64.
  private func word(_ base: UInt64, _ at32: UInt64, _ at64: UInt64) throws(ElfError) -> UInt64 {
    try integer(base &+ (is64 ? at64 : at32), is64 ? 8 : 4)
  }

  func sections() throws(ElfError) -> [ElfFile.Section] {
    let table = try word(0, 32, 40)
    let size = try integer(is64 ? 58 : 46, 2)
    let count = try integer(is64 ? 60 : 48, 2)
    guard size >= (is64 ? 64 : 40) else {
      throw ElfError(what: "section entries of \(size) bytes", offset: is64 ? 58 : 46)
    }
    guard table <= UInt64(bytes.count), count * size <= UInt64(bytes.count) - table else {
      throw ElfError(what: "the section table leaves the file", offset: table)
    }
    var sections: [ElfFile.Section] = []
    for index in 0..<count { try sections.append(section(table + index * size)) }
    return sections
  }

  private func section(_ at: UInt64) throws(ElfError) -> ElfFile.Section {
    let type = try integer(at + 4, 4)
    let flags = try word(at, 8, 8)
    return ElfFile.Section(
      address: try word(at, 12, 16), size: try word(at, 20, 32), isLoaded: flags & 2 != 0,
      isWritable: flags & 1 != 0, isZeroed: type == 8, type: type,
      offset: try word(at, 16, 24), link: try integer(at + (is64 ? 40 : 24), 4),
      entrySize: try word(at, 36, 56))
  }

  func symbols(_ sections: [ElfFile.Section]) throws(ElfError) -> [String: ElfFile.Symbol] {
    var symbols: [String: ElfFile.Symbol] = [:]
    let width: UInt64 = is64 ? 24 : 16
    for table in sections where table.type == 2 && table.entrySize == width {
      guard table.offset <= UInt64(bytes.count), table.size <= UInt64(bytes.count) - table.offset,
        table.link < UInt64(sections.count)
      else { throw ElfError(what: "the symbol table leaves the file", offset: table.offset) }
      let names = sections[Int(table.link)]
      for at in stride(
        from: table.offset, to: table.offset + table.size / width * width, by: Int(width))
      {
        let symbol = ElfFile.Symbol(
          address: try word(at, 4, 8), size: try word(at, 8, 16))
        let name = try text(names, try integer(at, 4))
        if !name.isEmpty { symbols[name] = symbol }
      }
    }
    return symbols
  }

  /// The text at `offset` of a section of texts, each ended by a zero.
  private func text(_ section: ElfFile.Section, _ offset: UInt64) throws(ElfError) -> String {
    guard section.offset <= UInt64(bytes.count), offset < section.size,
      section.size <= UInt64(bytes.count) - section.offset
    else { throw ElfError(what: "a name leaves its section", offset: section.offset) }
    let start = Int(section.offset + offset)
    let end = Int(section.offset + section.size)
    let length = bytes[start..<end].prefix { $0 != 0 }
    return String(decoding: length, as: UTF8.self)
  }
}
