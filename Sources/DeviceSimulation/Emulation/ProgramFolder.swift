import Foundation

/// Where the programs are that `tools/cross` makes.
public struct ProgramFolder: Sendable, Equatable {
  /// Holds a folder a target, and the plugin.
  public let path: String

  /// The folder that was named, or else the environment's, or else `.build/cross` in the nearest
  /// folder above `executable` that has one; nil where there is none.
  public init?(option: String?, environment: [String: String], executable: String) {
    if let named = option ?? environment["EDGEASD_CROSS"] {
      path = named
      return
    }
    var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent(".build/cross").path
      if FileManager.default.fileExists(atPath: candidate) {
        path = candidate
        return
      }
    }
    return nil
  }

  /// The traced detector for a target.
  public func program(_ machine: TargetMachine) -> String {
    "\(path)/\(machine.name)/\(machine.programFile)"
  }

  /// QEMU's plugin.
  public var counter: String { "\(path)/libinstruction-counter.so" }
}
