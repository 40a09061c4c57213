/// Ends a command with a chosen exit code and another error's words.
///
///     do { … } catch let error as ModelError {
///       throw CommandFailure(.badModelFile, error.description)
///     }
public struct CommandFailure: Error, CustomStringConvertible, Sendable {
  /// The code that the process ends with.
  public let exitCode: ExitCode
  /// Three lines: what happened, where, what to do.
  public let description: String

  /// An ending with `exitCode`, explained by `description`.
  public init(_ exitCode: ExitCode, _ description: String) {
    self.exitCode = exitCode
    self.description = description
  }
}
