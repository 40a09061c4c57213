/// Why a data set was not made.
public enum SynthesisError: Error, Hashable, CustomStringConvertible {
  /// An option has a value that it cannot have.
  case outOfRange(option: String, value: String, allowed: String)
  /// The folder to write to is not empty.
  case notEmpty(folder: String, entries: Int)
  /// The place to write to is there, but is no folder.
  case notAFolder(path: String)
  /// A file or folder could not be written.
  case notWritten(path: String, reason: String, made: Int, of: Int)

  /// Three lines: what happened, where, what to do.
  public var description: String {
    switch self {
    case .outOfRange(let option, let value, let allowed):
      """
      this data set cannot be made
        --\(option) is \(value), allowed is \(allowed)
        give --\(option) a value in that range
      """
    case .notEmpty(let folder, let entries):
      """
      the output folder is not empty
        \(folder) has \(entries) \(entries == 1 ? "entry" : "entries")
        name a new folder, or replace the data set in this one with --force
      """
    case .notAFolder(let path):
      """
      the output is not a folder
        \(path) is there, and is a file
        name a folder with -o
      """
    case .notWritten(let path, let reason, let made, let total):
      """
      the data set could not be written
        \(path): \(reason), after \(made) of \(total) clips
        make room or choose another folder with -o; what was made has been removed
      """
    }
  }
}
