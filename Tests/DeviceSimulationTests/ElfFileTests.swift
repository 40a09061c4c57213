import Foundation
import SeededRandom
import Testing

@testable import DeviceSimulation

struct ElfFileTests {
  @Test(arguments: [false, true]) func symbolsAndSizesAreRead(is64: Bool) throws {
    let elf = try ElfFile(ElfBuilder(is64: is64).file)
    #expect(elf["board_mark"] == ElfFile.Symbol(address: 0x8009, size: 2))
    #expect(elf["board_marks"] == nil)
    #expect(elf.storedBytes == 24)
    #expect(elf.writableBytes == 1008)
    #expect(elf.sections.count == 6)
  }

  @Test func aProgramOfThisMachineIsRead() throws {
    let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let elf = try ElfFile([UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
    #expect(elf.storedBytes > 1000)
  }

  @Test(arguments: [false, true]) func everyTruncationIsRefused(is64: Bool) {
    let file = ElfBuilder(is64: is64).file
    for length in file.indices {
      #expect(throws: ElfError.self) { try ElfFile(Array(file[..<length])) }
    }
  }

  /// Whatever the fields say, reading ends and says something.
  @Test(arguments: [false, true]) func hostileFieldsDoNoHarm(is64: Bool) {
    let file = ElfBuilder(is64: is64).file
    for offset in file.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var altered = file
        altered[offset] = value
        _ = try? ElfFile(altered)
        for next in offset..<min(offset + 8, file.count) { altered[next] = value }
        _ = try? ElfFile(altered)
      }
    }
    var random = SeededGenerator(seed: 11)
    for _ in 0..<20_000 {
      var altered = file
      for _ in 0..<3 {
        altered[Int(random.next() % UInt64(file.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      _ = try? ElfFile(altered)
    }
  }

  @Test func whatIsNoELFFileIsNamed() {
    #expect(throws: ElfError(what: "no ELF file", offset: 0)) {
      try ElfFile([UInt8](repeating: 0x20, count: 100))
    }
    var big = ElfBuilder(is64: false).file
    big[5] = 2
    #expect(throws: ElfError(what: "not little-endian", offset: 5)) { try ElfFile(big) }
  }
}
