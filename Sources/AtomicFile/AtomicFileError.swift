import Foundation

/// Why a file could not be written.
public struct AtomicFileError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The step that failed.
  public enum Step: String, Sendable {
    /// The temporary file beside the destination could not be created.
    case create = "create a file in its folder"
    /// Its bytes could not be written.
    case write = "write its bytes"
    /// Its bytes could not be brought to the disk.
    case synchronise = "bring its bytes to the disk"
    /// It could not take the destination's name.
    case rename = "give it its name"
  }

  /// The destination as the caller named it.
  public let path: String
  /// The step that failed.
  public let step: Step
  /// The system's error number.
  public let code: Int32

  /// Three lines: what happened, where, what to do.
  public var description: String {
    """
    \(path) could not be written
      could not \(step.rawValue): \(String(cString: strerror(code))) (error \(code))
      \(remedy)
    """
  }

  private var remedy: String {
    switch code {
    case ENOENT, ENOTDIR: "create the folder first, or name another one"
    case EACCES, EPERM, EROFS: "choose a folder that you may write to"
    case ENOSPC, EDQUOT: "free space on the disk, or name a folder on another one"
    case EISDIR: "name a file, not a folder"
    default: "the file that was there before, if any, is unchanged; try another folder"
    }
  }
}
