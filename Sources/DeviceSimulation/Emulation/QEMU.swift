import Foundation

/// An installed emulator.
public struct QEMU: Sendable {
  /// The version that the simulator was tried with; Debian 12 has it.
  public static let oldestVersion = "7.2"

  /// Where it is.
  public let path: String
  /// As it says itself, `7.2.22`.
  public let version: String

  /// Finds a target's emulator in the folders of PATH.
  ///
  /// - Throws: `TargetError` where it is missing or too old.
  public init(for machine: TargetMachine, search: String? = nil) throws {
    let program = machine.emulatorProgram
    let folders = search ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
    let found = folders.split(separator: ":").map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else {
      throw TargetError.emulatorMissing(program: program, package: machine.emulatorPackage)
    }
    path = found
    version = Self.version(in: try ChildProcess.output(of: found, ["--version"]))
    guard Self.isEnough(version) else {
      throw TargetError.emulatorTooOld(
        program: program, found: version, package: machine.emulatorPackage)
    }
  }

  /// The word after "version".
  static func version(in text: String) -> String {
    let words = text.split { $0 == " " || $0 == "\n" }
    guard let at = words.firstIndex(of: "version"), at + 1 < words.count else { return "unknown" }
    return String(words[at + 1])
  }

  static func isEnough(_ version: String) -> Bool {
    func numbers(_ text: String) -> [Int] { text.split(separator: ".").map { Int($0) ?? 0 } }
    let (found, oldest) = (numbers(version), numbers(oldestVersion))
    return !found.lexicographicallyPrecedes(oldest)
  }
}
