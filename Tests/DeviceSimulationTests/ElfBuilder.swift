/// A small ELF file: code, data, zeros, and a symbol table.
struct ElfBuilder {
  var is64: Bool
  /// Names with their addresses; each is two bytes long.
  var symbols: [(name: String, address: Int)] = [("board_mark", 0x8009)]

  var file: [UInt8] {
    let header = is64 ? 64 : 52
    let table = header + 16
    let symbolSize = is64 ? 24 : 16
    let names = table + (1 + symbols.count) * symbolSize
    var texts: [UInt8] = [0]
    var entries = zeros(symbolSize)
    for (name, address) in symbols {
      entries += symbol(name: texts.count, address: address, size: 2)
      texts += Array(name.utf8) + [0]
    }
    let sections = names + texts.count
    var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, is64 ? 2 : 1, 1, 1]
    bytes += zeros(9) + integer(2, 2) + integer(40, 2) + integer(1, 4)
    bytes += word(0x8000) + word(0) + word(sections) + integer(0, 4) + integer(header, 2)
    bytes += zeros(4) + integer(is64 ? 64 : 40, 2) + integer(6, 2) + integer(0, 2)
    bytes += zeros(16)  // the code
    bytes += entries + texts
    bytes += section(0, 0, 0, 0, 0)
    bytes += section(1, 6, 0x8000, header, 16)
    bytes += section(1, 3, 0x2000_0000, header, 8)
    bytes += section(8, 3, 0x2000_0008, header, 1000)
    bytes += section(2, 0, 0, table, entries.count, link: 5, entry: symbolSize)
    bytes += section(3, 0, 0, names, texts.count)
    return bytes
  }

  private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  private func integer(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private func word(_ value: Int) -> [UInt8] { integer(value, is64 ? 8 : 4) }

  private func symbol(name: Int, address: Int, size: Int) -> [UInt8] {
    is64
      ? integer(name, 4) + integer(0x12, 4) + word(address) + word(size)
      : integer(name, 4) + word(address) + word(size) + integer(0x12, 4)
  }

  private func section(
    _ type: Int, _ flags: Int, _ address: Int, _ offset: Int, _ size: Int, link: Int = 0,
    entry: Int = 0
  ) -> [UInt8] {
    integer(0, 4) + integer(type, 4) + word(flags) + word(address) + word(offset) + word(size)
      + integer(link, 4) + integer(0, 4) + word(1) + word(entry)
  }
}
