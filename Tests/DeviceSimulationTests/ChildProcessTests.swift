import Foundation
import Testing

@testable import DeviceSimulation

struct ChildProcessTests {
  private func run(
    _ script: String, timeout: Double = 60, stop: () -> Bool = { false }
  ) throws -> (ChildProcess.Ending, String) {
    try TemporaryFolder.with { folder in
      let log = folder.appendingPathComponent("log")
      let ending = try ChildProcess.run(
        "/bin/sh", ["-c", script], in: folder, log: log, timeout: timeout, shouldStop: stop)
      return (ending, ChildProcess.text(log))
    }
  }

  @Test func statusAndLastWordsAreKept() throws {
    let (ending, said) = try run("echo one; echo two >&2; exit 3")
    #expect(ending == .exit(3))
    #expect(said == "one; two")
    #expect(try run("kill -9 $$").0 == .exit(137))
    #expect(try run(":").1 == "it said nothing")
  }

  @Test func whatDoesNotEndIsEnded() throws {
    #expect(try run("exec sleep 600", timeout: 0.2).0 == .timeout)
  }

  @Test func anInterruptEndsItAndLeavesNothing() throws {
    var path = ""
    #expect(throws: CancellationError.self) {
      try TemporaryFolder.with { folder in
        path = folder.path
        _ = try ChildProcess.run(
          "/bin/sleep", ["600"], in: folder, log: folder.appendingPathComponent("log"),
          timeout: 600, shouldStop: { true })
      }
    }
    #expect(!path.isEmpty && !FileManager.default.fileExists(atPath: path))
  }
}
