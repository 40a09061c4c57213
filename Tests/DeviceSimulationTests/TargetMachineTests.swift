import Foundation
import Testing

@testable import DeviceSimulation

struct TargetMachineTests {
  @Test func everyTargetIsNamedOnceAndHasABoard() {
    #expect(
      TargetMachine.all.map(\.name) == [
        "aarch64", "armv7", "cortex-m4", "cortex-m7", "cortex-m55",
      ])
    for machine in TargetMachine.all {
      #expect(TargetMachine.named(machine.name) == machine)
      #expect(!machine.boards.isEmpty)
      #expect(machine.boards.allSatisfy { (10...3000).contains($0.megahertz) })
      #expect((0.3...3).contains(machine.instructionsPerCycle))
    }
    #expect(TargetMachine.named("host") == nil)
  }

  @Test func aTimeIsInstructionsByTheirRateByTheClock() {
    let board = TargetMachine.Board(name: "of a test", megahertz: 100)
    #expect(board.milliseconds(1_000_000, perCycle: 0.5) == 20)
  }

  @Test func versionsAreComparedByNumber() {
    #expect(QEMU.version(in: "qemu-arm version 7.2.22 (Debian 1:7.2)\nCopyright") == "7.2.22")
    #expect(QEMU.version(in: "nothing of the sort") == "unknown")
    for version in ["7.2", "7.2.0", "7.10.1", "8.0", "10.0.2"] { #expect(QEMU.isEnough(version)) }
    for version in ["7.1.9", "6.2", "unknown", ""] { #expect(!QEMU.isEnough(version)) }
  }

  @Test func aMissingEmulatorIsNamedWithItsPackage() throws {
    for machine in TargetMachine.all {
      #expect(
        throws: TargetError.emulatorMissing(
          program: machine.emulatorProgram, package: machine.emulatorPackage)
      ) { try QEMU(for: machine, search: "/nowhere") }
    }
  }

  @Test func anOldEmulatorIsRefused() throws {
    try TemporaryFolder.with { folder in
      let path = folder.appendingPathComponent("qemu-arm").path
      let script = "#!/bin/sh\necho qemu-arm version 5.2.0\n"
      #expect(
        FileManager.default.createFile(
          atPath: path, contents: Data(script.utf8), attributes: [.posixPermissions: 0o755]))
      let machine = try #require(TargetMachine.named("armv7"))
      #expect(
        throws: TargetError.emulatorTooOld(
          program: "qemu-arm", found: "5.2.0", package: "qemu-user")
      ) { try QEMU(for: machine, search: folder.path) }
    }
  }

  @Test func programsAreFoundAboveTheSimulator() throws {
    try TemporaryFolder.with { folder in
      let bin = folder.appendingPathComponent(".build/debug")
      for path in [bin, folder.appendingPathComponent(".build/cross")] {
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
      }
      let executable = bin.appendingPathComponent("firmware-sim").path
      func found(_ option: String?, _ environment: [String: String]) -> String? {
        ProgramFolder(option: option, environment: environment, executable: executable)?.path
      }
      let above = folder.resolvingSymlinksInPath().path + "/.build/cross"
      #expect(found(nil, [:]) == above)
      #expect(found(nil, ["EDGEASD_CROSS": "there"]) == "there")
      #expect(found("here", ["EDGEASD_CROSS": "there"]) == "here")
      #expect(ProgramFolder(option: nil, environment: [:], executable: "/bin/x") == nil)
    }
  }

  @Test func everyErrorHasThreeLines() {
    let errors: [TargetError] = [
      .emulatorMissing(program: "p", package: "q"),
      .emulatorTooOld(program: "p", found: "1", package: "q"), .noPrograms(target: "t"),
      .programMissing(path: "p", target: "t"),
      .programUnusable(path: "p", reason: "r", target: "t"),
      .modelTooLarge(bytes: 2, room: 1, target: "t"),
      .memoryTooSmall(bytes: 2, room: 1, target: "t"), .failed(target: "t", status: 1, said: "s"),
      .timedOut(target: "t", seconds: 1, said: "s"),
      .incomplete(target: "t", bytes: 1, expected: 2),
    ]
    for error in errors {
      let lines = error.description.split(separator: "\n")
      #expect(lines.count == 3)
      #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") })
    }
  }
}
