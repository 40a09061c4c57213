import Foundation

/// Reads whole files and standard input.
public enum InputFile {
  /// Why a file could not be read.
  public struct Failure: Error, Equatable, CustomStringConvertible, Sendable {
    /// As the user named it.
    public let path: String
    /// The system's error number.
    public let code: Int32

    /// Three lines: what happened, where, what to do.
    public var description: String {
      """
      \(path) could not be read
        \(String(cString: strerror(code))) (error \(code))
        give the name of a file that exists and that you may read
      """
    }
  }

  /// What a user calls the input of this path.
  public static func name(of path: String) -> String {
    path == "-" ? "standard input" : path
  }

  /// All bytes of a file, or of standard input for `-`.
  public static func bytes(of path: String) throws(Failure) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = block.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      if count > 0 {
        bytes += block[..<count]
      } else if errno != EINTR {
        throw Failure(path: name(of: path), code: errno)
      }
    }
  }
}
