import Foundation

/// Looks at the place of a result before the work, so that minutes are not lost to a mistyped name.
public enum OutputFile {
  /// Why a result cannot be written where it should be.
  public struct Refusal: Error, Equatable, CustomStringConvertible, Sendable {
    /// Three lines: what happened, where, what to do.
    public let description: String
  }

  /// Refuses a place where no file can be written, or where the file would replace an input of the
  /// same work.
  public static func check(_ path: String, inputs: [String] = []) throws(Refusal) {
    if path == "-" {
      throw refusal(
        "the result is a file", "-o is '-', and standard output takes no model",
        "give the name of a file with -o")
    }
    var status = stat()
    guard stat(path, &status) == 0 else { return try checkFolder(of: path) }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw refusal(
        "\(path) could not be written", "it is a folder",
        "give the name of a file with -o, for example \(path)/model")
    }
    for input in inputs {
      var other = stat()
      guard stat(input, &other) == 0, other.st_dev == status.st_dev, other.st_ino == status.st_ino
      else { continue }
      throw refusal(
        "the result would replace what it is made from", "\(path) is the input \(input)",
        "give another name with -o")
    }
    if status.st_mode & S_IFMT == S_IFREG { try checkFolder(of: path) }
  }

  private static func checkFolder(of path: String) throws(Refusal) {
    let folder = (path as NSString).deletingLastPathComponent
    let place = folder.isEmpty ? "." : folder
    guard access(place, W_OK | X_OK) != 0 else { return }
    let isMissing = errno == ENOENT || errno == ENOTDIR
    throw refusal(
      "\(path) could not be written",
      "its folder \(place): \(String(cString: strerror(errno)))",
      isMissing
        ? "create the folder first, or name another one" : "choose a folder that you may write to")
  }

  private static func refusal(_ what: String, _ place: String, _ remedy: String) -> Refusal {
    Refusal(description: "\(what)\n  \(place)\n  \(remedy)")
  }
}
