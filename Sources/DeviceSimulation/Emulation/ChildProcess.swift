import Foundation

/// Runs a program to its end, or ends it.
enum ChildProcess {
  /// How a run ended.
  enum Ending: Equatable {
    case exit(Int32)
    case timeout
  }

  /// Runs a program in a folder; what it prints goes to a file there.
  ///
  /// - Parameters:
  ///   - log: takes standard output and standard error.
  ///   - shouldStop: asked several times a second; true ends the program.
  /// - Throws: `CancellationError` where it was stopped; an error of Foundation where it could not
  ///   be started.
  static func run(
    _ path: String, _ arguments: [String], in folder: URL, log: URL, timeout: Double,
    shouldStop: () -> Bool
  ) throws -> Ending {
    try Data().write(to: log)
    let output = try FileHandle(forWritingTo: log)
    defer { try? output.close() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    let deadline = DispatchTime.now() + timeout
    try process.run()
    while ended.wait(timeout: .now() + 0.1) == .timedOut {
      let isStopped = shouldStop()
      guard isStopped || DispatchTime.now() > deadline else { continue }
      // It has nothing to save.
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
      if isStopped { throw CancellationError() }
      return .timeout
    }
    // A terminal's interrupt ends the child as well.
    if shouldStop() { throw CancellationError() }
    // A signal's number plus 128, as a shell says it.
    let isSignal = process.terminationReason == .uncaughtSignal
    return .exit(process.terminationStatus + (isSignal ? 128 : 0))
  }

  /// What a program prints.
  static func output(of path: String, _ arguments: [String]) throws -> String {
    try TemporaryFolder.with { folder in
      let log = folder.appendingPathComponent("log")
      _ = try run(path, arguments, in: folder, log: log, timeout: 20) { false }
      return text(log)
    }
  }

  /// The end of a log, on one line.
  static func text(_ log: URL) -> String {
    let data = (try? Data(contentsOf: log)) ?? Data()
    let lines = String(decoding: data.suffix(600), as: UTF8.self)
      .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    return lines.isEmpty ? "it said nothing" : lines.suffix(4).joined(separator: "; ")
  }
}

/// A folder that is gone after its use.
enum TemporaryFolder {
  static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("firmware-sim-\(UUID().uuidString.prefix(13))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
