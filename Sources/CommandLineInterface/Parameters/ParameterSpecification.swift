/// A parameter as the parser and the help page see it: without its Swift type.
public struct ParameterSpecification: Sendable {
  /// How a parameter is written.
  public enum Form: Sendable {
    /// By its place: `clip.wav`.
    case argument
    /// By its name, with a value: `--seed 1`.
    case option
    /// By its name alone: `--json`.
    case flag
  }

  /// How it is written.
  public let form: Form
  /// Without dashes or angle brackets; unique within its command.
  public let name: String
  /// The letter after one dash.
  public let short: Character?
  /// What stands for the value in the synopsis, without angle brackets.
  public let valueName: String
  /// What it is for: a sentence.
  public let help: String
  /// Whether a command line without it is refused.
  public let isRequired: Bool
  /// Whether every value counts; otherwise the last one does.
  public let isRepeating: Bool
  /// The default as the help page shows it.
  public let defaultText: String?
  /// The allowed values as an error and the help page name them: "0 to 10".
  public let allowed: String?
  /// The only values there are, where these are few words.
  public let choices: [String]

  let parse: @Sendable (String) -> [any Sendable]?

  /// As in the synopsis: `--seed <number>`, `<file>`, `--json`.
  public var synopsis: String {
    switch form {
    case .argument: "<\(valueName)>" + (isRepeating ? " ..." : "")
    case .option: "--\(name) <\(valueName)>"
    case .flag: "--\(name)"
    }
  }

  /// As in the left column of the help page: `-o, --output <path>`.
  var label: String {
    (short.map { "-\($0), " } ?? "") + synopsis
  }
}

/// A parameter of any Swift type.
public protocol ParameterDeclaration: Sendable {
  /// What the parser and the help page need to know.
  var specification: ParameterSpecification { get }
}
