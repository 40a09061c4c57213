import AudioFile

/// Why a data set was not made.
public enum SynthesisError: Error, Equatable, Sendable {
  /// An option has a value that it cannot have.
  case outOfRange(option: String, value: String, allowed: String)
  /// The folder to write to is not empty; replaceable is one that holds a made data set.
  case notEmpty(folder: String, entries: Int, isReplaceable: Bool)
  /// The place to write to is there, but is no folder.
  case notAFolder(path: String)
  /// A folder could not be made.
  case noFolder(path: String, reason: String)
  /// A clip or the manifest could not be written.
  case notWritten(AudioFileError)
  /// The caller asked to stop.
  case interrupted(folder: String)
}

extension SynthesisError: CustomStringConvertible {
  /// Three lines: what happened, where, what to do.
  public var description: String {
    switch self {
    case .outOfRange(let option, let value, let allowed):
      """
      no such data set can be made
        --\(option) is \(value), allowed is \(allowed)
        give --\(option) a value of that kind
      """
    case .notEmpty(let folder, let entries, let isReplaceable):
      """
      the output folder is not empty
        \(folder) has \(entries == 1 ? "1 entry" : "\(entries) entries")
        \(isReplaceable
          ? "name a new folder, or replace the data set in this one with --force"
          : "name a new folder: --force replaces nothing but a data set that was made")
      """
    case .notAFolder(let path):
      """
      the output is not a folder
        \(path) is there, and is a file
        name a folder with -o
      """
    case .noFolder(let path, let reason):
      """
      a folder could not be made
        \(path): \(reason)
        choose a place that you may write to with -o
      """
    case .notWritten(let error): error.description
    case .interrupted(let folder):
      """
      stopped before the data set was complete
        nothing of it is left in \(folder)
        start again to make it: the same seed gives the same clips
      """
    }
  }
}
