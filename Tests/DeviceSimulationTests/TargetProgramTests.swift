import Foundation
import Testing

@testable import DeviceSimulation

struct TargetProgramTests {
  private let machine: TargetMachine

  init() throws { machine = try #require(TargetMachine.named("cortex-m4")) }

  /// Looks up a program with these symbols.
  private func program(
    _ symbols: [(name: String, address: Int)], modelBytes: Int = 100, memoryBytes: Int = 2
  ) throws -> TargetProgram {
    try TemporaryFolder.with { folder in
      let target = folder.appendingPathComponent(machine.name)
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      try Data(ElfBuilder(is64: false, symbols: symbols).file).write(
        to: target.appendingPathComponent("firmware.elf"))
      try Data().write(to: folder.appendingPathComponent("libinstruction-counter.so"))
      let programs = try #require(
        ProgramFolder(option: folder.path, environment: [:], executable: "/"))
      return try TargetProgram(
        machine, in: programs, modelBytes: modelBytes, memoryBytes: memoryBytes)
    }
  }

  private let whole = [
    ("board_mark", 0x8009), ("__model_start", 0x20000), ("__model_end", 0x20100),
  ]

  @Test func theProgramsFileSaysWhereThingsAre() throws {
    let program = try program(whole)
    // The lowest bit says that the code is Thumb.
    #expect(program.mark == 0x8008)
    #expect(program.modelAddress == 0x20000)
    #expect(program.codeBytes == 24 && program.staticBytes == 1008)
  }

  @Test func aModelThatDoesNotFitIsRefusedWithItsSize() throws {
    _ = try program(whole, modelBytes: 256)
    #expect(throws: TargetError.modelTooLarge(bytes: 257, room: 256, target: "cortex-m4")) {
      try program(whole, modelBytes: 257)
    }
  }

  @Test func aDetectorThatDoesNotFitIsRefusedWithItsSize() throws {
    let symbols = whole + [("board_arena.arena", 0x2000_0000)]
    _ = try program(symbols, memoryBytes: 2)
    #expect(throws: TargetError.memoryTooSmall(bytes: 3, room: 2, target: "cortex-m4")) {
      try program(symbols, memoryBytes: 3)
    }
  }

  @Test func aProgramWithoutItsSymbolsIsRefused() {
    for missing in whole.indices {
      var symbols = whole
      symbols.remove(at: missing)
      #expect(throws: TargetError.self) { try program(symbols) }
    }
    #expect(throws: TargetError.self) {
      try program([("board_mark", 1), ("__model_start", 2), ("__model_end", 1)])
    }
  }

  @Test func aMissingFileIsNamed() throws {
    let programs = try #require(
      ProgramFolder(option: "/nowhere", environment: [:], executable: "/"))
    #expect(
      throws: TargetError.programMissing(
        path: "/nowhere/cortex-m4/firmware.elf", target: "cortex-m4")
    ) { try TargetProgram(machine, in: programs, modelBytes: 1, memoryBytes: 1) }
  }
}
