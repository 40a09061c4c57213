/// Why a float model's file was refused, beyond what `SafetensorsError` and `GraphError` name.
public enum FloatModelError: Error, Equatable, CustomStringConvertible, Sendable {
  /// A safetensors file, but none that edgeasd wrote.
  case notAModel(path: String, key: String)
  /// Written by another version of the format.
  case version(path: String, found: String, expected: String)
  /// A metadata entry is missing, not of its kind, or out of range.
  case metadata(path: String, key: String, found: String, allowed: String)
  /// The network in the file cannot be executed.
  case graph(path: String, GraphError)
  /// A network that is given no frames or has no score, where a detector is needed.
  case noDetector(path: String)
  /// A key of the training record begins with the prefix that the format keeps for itself.
  case reservedKey(String)

  /// Three lines: what happened, where with the allowed range, what to do.
  public var description: String {
    switch self {
    case .notAModel(let path, let key):
      "\(path) is no model of edgeasd\n  its metadata lacks \(key)\n"
        + "  name a file that edgeasd train wrote"
    case .version(let path, let found, let expected):
      "\(path) was written by another version of edgeasd\n"
        + "  format version \(found), this program reads \(expected)\n"
        + "  use the program that wrote it, or train the model again"
    case .metadata(let path, let key, let found, let allowed):
      "\(path) is damaged or was edited\n  \(key): \(found.prefix(60)), allowed: \(allowed)\n"
        + "  copy it again, or train the model again"
    case .graph(let path, let error):
      "\(path) holds a network that cannot be executed\n"
        + error.description.split(separator: "\n").dropFirst().joined(separator: "\n")
    case .noDetector(let path):
      "\(path) holds a network, but no detector\n"
        + "  it lacks a front end or a score, which turn sound into its input and its output into "
        + "a number\n  import it again with `--front-end` and `--score`"
    case .reservedKey(let key):
      "the model could not be saved\n"
        + "  record key \(key): keys that begin with \(FloatModel.reservedPrefix) are reserved\n"
        + "  choose another key"
    }
  }
}
