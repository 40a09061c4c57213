import AtomicFile

/// Why a `.npy` file was refused.
public enum NumpyFileError: Error, Sendable, Equatable {
  case unreadable(String, reason: String)
  /// It does not begin as a `.npy` file does, or its header is not what NumPy writes.
  case notNumpy(String, reason: String)
  /// Python objects, which only running code can read.
  case pickled(String)
  /// A type of elements that is not read.
  case unsupportedType(String, found: String)
  /// Fewer or more bytes than the shape needs.
  case wrongLength(String, expected: Int, found: Int)
  case unwritable(AtomicFileError)
}

extension NumpyFileError: CustomStringConvertible {
  /// Three lines: what happened, what was found, what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      Self.lines("\(path) cannot be read", reason, "check the name and its permissions")
    case .notNumpy(let path, let reason):
      Self.lines("\(path) is not a .npy file", reason, "save it again with numpy.save")
    case .pickled(let path):
      Self.lines(
        "\(path) holds Python objects", "reading them could run foreign code",
        "save numbers: numpy.save(file, array.astype('float32'), allow_pickle=False)")
    case .unsupportedType(let path, let found):
      Self.lines(
        "\(path) holds elements of a type that is not read",
        "found \(found); readable are integers of 8 to 64 bits and floats of 32 and 64",
        "save it as numpy.save(file, array.astype('float32'))")
    case .wrongLength(let path, let expected, let found):
      Self.lines(
        found < expected ? "\(path) is cut off" : "\(path) is longer than its array",
        "its shape needs \(expected) bytes, the file holds \(found)",
        "copy or save it again")
    case .unwritable(let error): error.description
    }
  }

  private static func lines(_ what: String, _ found: String, _ remedy: String) -> String {
    "\(what)\n  \(found)\n  \(remedy)"
  }
}
