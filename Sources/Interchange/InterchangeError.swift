import FloatModels

/// Why a file of another tool was not taken over.
public struct InterchangeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Path of the file, or a description of the bytes' origin.
  public let source: String
  /// What is wrong.
  public let problem: Problem

  /// A problem of the named file.
  public init(source: String, _ problem: Problem) {
    self.source = source
    self.problem = problem
  }

  /// What is wrong, with the values found. The readers throw it without the name of the file,
  /// which their caller knows.
  public enum Problem: Error, Equatable, Sendable {
    /// The file cannot be read; the system's words.
    case unreadable(String)
    /// The file is of another kind than the reader's (`ONNX`, `Keras HDF5`, …).
    case otherFormat(expected: String, found: String, remedy: String)
    /// The file is cut off, or contradicts itself.
    case damaged(format: String, found: String)
    /// Operators (Keras: layers) that have no counterpart here, in the file's order.
    case unsupportedOperators([OperatorPlace], remedy: String)
    /// A known operator, used in a way that has no counterpart here.
    case unsupportedUse(OperatorPlace, found: String, remedy: String)
    /// An operator that contradicts its own inputs or weights.
    case invalidOperator(OperatorPlace, found: String)
    /// Something about the model as a whole.
    case unsupportedModel(found: String, remedy: String)
    /// What the operators make together cannot be executed.
    case graph(GraphError)
    /// Something of a network that a file of another kind has no form for.
    case inexpressible(place: String, found: String, remedy: String)
  }

  /// Three lines: what happened, where with what was found, what to do.
  public var description: String {
    if case .graph(let error) = problem {
      return "\(source) holds a network that cannot be executed\n  "
        + error.description.split(separator: "\n", omittingEmptySubsequences: false).prefix(2)
        .map { $0.trimmingCharacters(in: [" "]) }.joined(separator: ": ")
        + "\n  check the model in the tool that made it, and export it again"
    }
    let (what, found, remedy) = lines
    return "\(source) \(what)\n  \(found)\n  \(remedy)"
  }

  private var lines: (what: String, found: String, remedy: String) {
    switch problem {
    case .unreadable(let reason):
      ("could not be read", reason, "check the path and the file's permissions")
    case .otherFormat(let expected, let found, let remedy):
      ("is not \(expected)", found, remedy)
    case .damaged(let format, let found):
      (
        "is not a valid \(format) file", found,
        "copy or download it again, or export it again with the tool that made it"
      )
    case .unsupportedOperators(let places, let remedy):
      (
        "uses operators that cannot be taken over",
        places.prefix(5).map(\.description).joined(separator: "; ")
          + (places.count > 5 ? " and \(places.count - 5) more" : ""),
        remedy
      )
    case .unsupportedUse(let place, let found, let remedy):
      ("uses an operator in a way that cannot be taken over", "\(place): \(found)", remedy)
    case .invalidOperator(let place, let found):
      (
        "contradicts itself", "\(place): \(found)",
        "check the model in the tool that made it, and export it again"
      )
    case .unsupportedModel(let found, let remedy):
      ("is a model of a kind that cannot be taken over", found, remedy)
    case .inexpressible(let place, let found, let remedy):
      ("cannot be written in that format", "\(place): \(found)", remedy)
    case .graph:
      ("", "", "")
    }
  }
}

/// Where in a file an operator stands.
public struct OperatorPlace: Equatable, Sendable, CustomStringConvertible {
  /// What the file's format calls one: `operator`, `layer`.
  public let noun: String
  /// What the file's format calls it: `Conv`, `Conv2D`.
  public let name: String
  /// Counted from 0 in the file's order.
  public let index: Int
  /// The name that its author gave it; may be empty.
  public let label: String

  /// The operator `name`, the file's `index`-th.
  public init(_ noun: String = "operator", name: String, index: Int, label: String = "") {
    self.noun = noun
    self.name = name
    self.index = index
    self.label = label
  }

  /// `Conv, operator 3 (encoder/conv_1)`.
  public var description: String {
    "\(name), \(noun) \(index)" + (label.isEmpty ? "" : " (\(label))")
  }
}
