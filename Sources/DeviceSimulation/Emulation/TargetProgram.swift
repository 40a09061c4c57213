import Foundation

/// A cross-built program and what its file says of it.
public struct TargetProgram: Sendable {
  /// The file, absolute.
  public let path: String
  /// The plugin that counts its instructions, absolute.
  public let counter: String
  /// Where the instructions are counted.
  let mark: UInt64
  /// Where the model has to lie, on a machine without files.
  let modelAddress: UInt64?
  /// Bytes that the program occupies in flash or in its file, the symbol table left out.
  public let codeBytes: Int
  /// Bytes of static memory, the one for the detector included.
  public let staticBytes: Int

  /// Looks up a target's program.
  ///
  /// - Parameters:
  ///   - modelBytes: of the file, which must fit the flash.
  ///   - memoryBytes: that the detector and its input need, which must fit the program's memory.
  /// - Throws: `TargetError`.
  public init(
    _ machine: TargetMachine, in folder: ProgramFolder, modelBytes: Int, memoryBytes: Int
  ) throws {
    let path = URL(fileURLWithPath: folder.program(machine)).path
    counter = URL(fileURLWithPath: folder.counter).path
    for file in [path, counter] where !FileManager.default.isReadableFile(atPath: file) {
      throw TargetError.programMissing(path: file, target: machine.name)
    }
    func unusable(_ reason: String) -> TargetError {
      .programUnusable(path: path, reason: reason, target: machine.name)
    }
    let elf: ElfFile
    do {
      elf = try ElfFile([UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
    } catch let error as ElfError {
      throw unusable(error.description)
    }
    guard let mark = elf["board_mark"] else { throw unusable("no symbol board_mark") }
    // Where the compiler gives the memory another name, the program itself refuses.
    if let room = elf["board_arena.arena"]?.size, memoryBytes > Int(clamping: room) {
      throw TargetError.memoryTooSmall(
        bytes: memoryBytes, room: Int(clamping: room), target: machine.name)
    }
    self.path = path
    self.mark = mark.address & ~1
    codeBytes = elf.storedBytes
    staticBytes = elf.writableBytes
    modelAddress = try Self.modelAddress(elf, machine, modelBytes) { unusable($0) }
  }

  /// Where the model has to lie; nil on a machine with files.
  private static func modelAddress(
    _ elf: ElfFile, _ machine: TargetMachine, _ bytes: Int, _ unusable: (String) -> TargetError
  ) throws -> UInt64? {
    guard case .system = machine.emulator else { return nil }
    guard let start = elf["__model_start"], let end = elf["__model_end"],
      start.address <= end.address, end.address <= UInt64(UInt32.max)
    else { throw unusable("no symbols __model_start and __model_end in order") }
    let room = Int(end.address - start.address)
    guard bytes <= room else {
      throw TargetError.modelTooLarge(bytes: bytes, room: room, target: machine.name)
    }
    return start.address
  }
}
