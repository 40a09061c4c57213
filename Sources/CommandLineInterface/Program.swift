import Foundation
import WordSuggestion

/// An executable: its name, its commands, and what happens between the shell and a command.
public struct Program: Sendable {
  /// What the words after the program's name ask for.
  enum Request {
    /// To print a text to standard output and end well.
    case show(String)
    /// To run a command.
    case run(any Command, ParsedArguments)
    /// Nothing that is understood: a text for standard error, and code 64.
    case refuse(String)
  }

  private let name: String
  private let version: String
  private let abstract: String
  private let examples: [CommandSpecification.Example]
  private let commands: [any Command]
  private let single: (any Command)?

  /// A program with subcommands, listed in this order by its help.
  public init(
    name: String, abstract: String, examples: [CommandSpecification.Example],
    commands: [any Command], version: String = ToolVersion.current
  ) {
    self.name = name
    self.abstract = abstract
    self.examples = examples
    self.commands = commands
    self.version = version
    single = nil
  }

  /// A program that is one command, whose specification has the program's name.
  public init(_ command: any Command, version: String = ToolVersion.current) {
    name = command.specification.name
    abstract = command.specification.abstract
    examples = command.specification.examples
    commands = []
    self.version = version
    single = command
  }

  /// Runs the process's command line and ends the process.
  public func main() -> Never {
    // A reader that has seen enough (`| head`) ends the program quietly, also under a parent that
    // ignores the signal.
    signal(SIGPIPE, SIG_DFL)
    let code = run(Array(CommandLine.arguments.dropFirst()))
    guard StandardOutput.flush() else {
      StandardError.print("\(name): the result could not be written to standard output")
      exit(ExitCode.failure.rawValue)
    }
    exit(code.rawValue)
  }

  /// Does what `words`, the command line without the program's name, ask for.
  public func run(_ words: [String]) -> ExitCode {
    switch request(words) {
    case .show(let text):
      print(text)
      return .success
    case .refuse(let text):
      StandardError.print(text)
      return .usage
    case .run(let command, let arguments):
      return run(command, arguments)
    }
  }

  private func run(_ command: any Command, _ arguments: ParsedArguments) -> ExitCode {
    do {
      return try command.run(arguments)
    } catch let error as UsageError {
      let specification = command.specification
      StandardError.print(
        arguments.isEmpty ? page(of: specification).brief : explanation(of: error, specification))
      return .usage
    } catch is CancellationError {
      StandardError.print(
        "\(name): interrupted\n  the work was not finished, nothing was written\n  run it again")
      return .failure
    } catch let failure as CommandFailure {
      StandardError.print("\(name): \(failure)")
      return failure.exitCode
    } catch {
      StandardError.print("\(name): \(Self.text(of: error))")
      return .failure
    }
  }

  /// Foundation's errors describe themselves for programmers; their other text is for people.
  private static func text(of error: any Error) -> String {
    error is CocoaError || error is POSIXError || type(of: error) is NSError.Type
      ? error.localizedDescription : "\(error)"
  }

  func request(_ words: [String]) -> Request {
    if let single {
      return request(single, words)
    }
    guard let first = words.first else { return .show(briefPage) }
    if first == "help", words.count == 1 { return .show(fullPage) }
    if first == "help" {
      let topic = words[1]
      let isKnown = topic.hasPrefix("-") || commands.contains { $0.specification.name == topic }
      return isKnown ? request(words.dropFirst() + ["--help"]) : .refuse(refusal(of: topic))
    }
    if let command = commands.first(where: { $0.specification.name == first }) {
      return request(command, Array(words.dropFirst()))
    }
    if CommandParser.asksForHelp(words) { return .show(fullPage) }
    if first == "--version" { return .show("\(name) \(version)") }
    return .refuse(refusal(of: first))
  }

  private func request(_ command: any Command, _ words: [String]) -> Request {
    let specification = command.specification
    let page = page(of: specification)
    if CommandParser.asksForHelp(words) { return .show(page.full) }
    if words.first == "--version" { return .show("\(name) \(version)") }
    do {
      return .run(command, try CommandParser.parse(words, for: specification))
    } catch {
      return .refuse(words.isEmpty ? page.brief : explanation(of: error, specification))
    }
  }

  private func refusal(of word: String) -> String {
    let names = commands.map(\.specification.name)
    let what =
      word.hasPrefix("-")
      ? "Unknown option '\(word)'" + Suggestion.sentence(for: word, in: ["--help", "--version"])
      : "Unknown subcommand '\(word)'" + Suggestion.sentence(for: word, in: names)
    return "Error: \(what)\nUsage: \(name) <subcommand>\n" + HelpPage.pointer(to: name)
  }

  private func explanation(
    of error: UsageError, _ specification: CommandSpecification
  ) -> String {
    let page = page(of: specification)
    var lines = ["Error: \(error)"]
    if let about = specification.parameters.first(where: { $0.name == error.parameter }) {
      let (label, help) = HelpPage.row(about)
      lines.append("Help:  \(label)  \(help)")
    }
    lines += ["Usage: \(page.usage)", HelpPage.pointer(to: page.call)]
    return lines.joined(separator: "\n")
  }

  private func page(of specification: CommandSpecification) -> HelpPage {
    let isProgram = single != nil
    return HelpPage(
      call: isProgram ? name : "\(name) \(specification.name)", specification: specification,
      isProgram: isProgram)
  }

  private var fullPage: String {
    let options = [StandardParameters.version, StandardParameters.help].map {
      HelpPage.row($0.specification)
    }
    let rows = commands.map { ($0.specification.name, $0.specification.abstract) }
    let codes = ExitCode.allCases.map { ("\($0.rawValue)", $0.meaning) }
    return HelpLayout.join([
      HelpLayout.paragraphs("OVERVIEW: \(abstract)"), "USAGE: \(name) <subcommand>",
      HelpLayout.section("OPTIONS", options), HelpLayout.section("SUBCOMMANDS", rows),
      HelpLayout.examples(examples), HelpLayout.section("EXIT CODES", codes, column: 8),
      "  See '\(name) help <subcommand>' for detailed help.",
    ])
  }

  private var briefPage: String {
    let rows = commands.map { ($0.specification.name, $0.specification.abstract) }
    return HelpLayout.join([
      HelpLayout.paragraphs("OVERVIEW: \(abstract)"), "USAGE: \(name) <subcommand>",
      HelpLayout.section("SUBCOMMANDS", rows), HelpLayout.examples(Array(examples.prefix(2))),
      HelpPage.pointer(to: name),
    ])
  }
}
