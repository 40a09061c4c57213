import CommandLineInterface

/// A command with a parameter of every kind.
struct EchoCommand: Command {
  enum Mode: String, CaseIterable, Sendable {
    case fast, exact
  }

  struct Refusal: Error, CustomStringConvertible {
    let description = "it was refused\n  here\n  do something else"
  }

  static let file = Parameter.argument("file", .path, help: "A file.")
  static let more = Parameter.arguments("more", .string, isRequired: false, help: "More words.")
  static let output = Parameter.requiredOption("output", short: "o", .path, help: "Result.")
  static let count = Parameter.option(
    "count", short: "n", .integer(in: 1...10), default: 3, help: "How many.")
  static let rate = Parameter.option("rate", .number(above: 0, through: 1), help: "A rate.")
  static let offset = Parameter.option("offset", .number(), default: 0, help: "An offset.")
  static let seed = Parameter.option("seed", .seed, default: 1, help: "A seed.")
  static let mode = Parameter.option("mode", .choice(of: Mode.self), default: .fast, help: "How.")
  static let columns = Parameter.listOption("columns", .string, help: "Columns.")
  static let json = Parameter.flag("json", short: "j", help: "As JSON.")
  static let quiet = Parameter.flag("quiet", short: "q", help: "Say less.")

  let specification = CommandSpecification(
    name: "echo", abstract: "Print what was understood.",
    parameters: [
      file, more, output, count, rate, offset, seed, mode, columns, json, quiet,
    ],
    examples: [.init("tool echo a -o b", "once"), .init("tool echo a b -o c", "twice")],
    exitCodes: [.badModelFile])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    switch arguments[Self.file] {
    case "refuse": throw Refusal()
    case "bad-model": throw CommandFailure(.badModelFile, "it is damaged")
    case "interrupted": throw CancellationError()
    case "usage": throw UsageError("These exclude each other", about: Self.mode)
    case "anomaly": return .anomalyFound
    default: return .success
    }
  }
}

/// A command that needs nothing.
struct DoctorCommand: Command {
  let specification = CommandSpecification(
    name: "doctor", abstract: "Look after everything.", parameters: [],
    examples: [.init("tool doctor", "look")])

  func run(_ arguments: ParsedArguments) throws -> ExitCode { .success }
}
