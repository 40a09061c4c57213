/// One command of a program: a value that says what it takes and does it.
///
///     struct InspectCommand: Command {
///       private static let model = Parameter.argument("model", .path, help: "Model file.")
///
///       let specification = CommandSpecification(
///         name: "inspect", abstract: "Show what a model file holds.",
///         parameters: [model],
///         examples: [.init("edgeasd inspect fan.easd", "layers, bytes, memory")])
///
///       func run(_ arguments: ParsedArguments) throws -> ExitCode {
///         let path = arguments[Self.model]
///         …
///         return .success
///       }
///     }
///
/// Results go to standard output with `print`, everything else to `StandardError`. An error that is
/// thrown is printed after the program's name and ends the process with code 1, a `CommandFailure`
/// with its own code, a `UsageError` with 64.
public protocol Command: Sendable {
  /// What the command is called, takes and is for.
  var specification: CommandSpecification { get }

  /// Does the work.
  func run(_ arguments: ParsedArguments) throws -> ExitCode
}
