import Foundation

/// One of the package's programs, run as a user runs it.
struct Executable {
  /// How a run ended.
  struct Outcome {
    let code: Int32
    let output: String
    let errors: String
  }

  /// The folder where the tests themselves were built.
  private static let folder: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: tests).deletingLastPathComponent().path
  }()

  let path: String

  init(_ name: String) {
    path = Self.folder + "/" + name
  }

  /// Any program.
  init(path: String) { self.path = path }

  /// Runs it to its end.
  ///
  /// - Parameter shell: a shell line that has the program as `$0` and `words` as `$@`.
  func run(
    _ words: [String], input: String = "", environment: [String: String] = [:],
    shell: String = #"exec "$0" "$@""#
  ) throws -> Outcome {
    let scratch = NSTemporaryDirectory() + "edgeasd-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    // Files and no pipes: nothing fills up, whatever the program writes first.
    let files = try ["in", "out", "err"].map { name in
      let url = URL(fileURLWithPath: scratch + "/" + name)
      try Data(name == "in" ? input.utf8 : "".utf8).write(to: url)
      return try name == "in" ? FileHandle(forReadingFrom: url) : FileHandle(forWritingTo: url)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", shell, path] + words
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = files[0]
    process.standardOutput = files[1]
    process.standardError = files[2]
    try process.run()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus,
      output: try String(contentsOfFile: scratch + "/out", encoding: .utf8),
      errors: try String(contentsOfFile: scratch + "/err", encoding: .utf8))
  }
}
