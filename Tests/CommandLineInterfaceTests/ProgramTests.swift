import Testing

@testable import CommandLineInterface

@Suite struct ProgramTests {
  private let program = Program(
    name: "tool", abstract: "Does things.", examples: [.init("tool doctor", "look")],
    commands: [EchoCommand(), DoctorCommand()], version: "1.2.3")
  private let single = Program(EchoCommand(), version: "1.2.3")

  private func shown(_ words: String..., by program: Program? = nil) -> String? {
    guard case .show(let text) = (program ?? self.program).request(words) else { return nil }
    return text
  }

  private func refused(_ words: String..., by program: Program? = nil) -> [Substring] {
    guard case .refuse(let text) = (program ?? self.program).request(words) else { return [] }
    return text.split(separator: "\n")
  }

  @Test func withoutWordsItShowsTheCommandsAndExamples() throws {
    let text = try #require(shown())
    #expect(text.hasPrefix("OVERVIEW: Does things.\n\nUSAGE: tool <subcommand>\n"))
    #expect(text.contains("  echo                    Print what was understood.\n"))
    #expect(text.contains("EXAMPLES:\n  tool doctor\n"))
  }

  @Test func aCommandCalledWithNothingShowsTwoExamplesAndIsAUsageError() {
    let lines = refused("echo")
    #expect(lines.first == "OVERVIEW: Print what was understood.")
    #expect(lines.contains("  tool echo a -o b") && lines.contains("  tool echo a b -o c"))
    #expect(lines.last == "  See 'tool echo --help' for more information.")
  }

  @Test func aCommandThatNeedsNothingRunsWithNothing() {
    guard case .run(let command, _) = program.request(["doctor"]) else {
      Issue.record("it did not run")
      return
    }
    #expect(command.specification.name == "doctor")
  }

  @Test(arguments: [
    ["--help"], ["-h"], ["help"], ["nonsense", "-h"], ["--version", "--help"],
  ])
  func helpOfTheProgramListsCommandsAndExitCodes(words: [String]) throws {
    guard case .show(let text) = program.request(words) else {
      Issue.record("no help")
      return
    }
    #expect(text.contains("\nSUBCOMMANDS:\n  echo  "))
    for code in ExitCode.allCases {
      #expect(text.contains("\n  \(code.rawValue) "))
    }
  }

  @Test(arguments: [
    ["echo", "--help"], ["echo", "-o", "-h"], ["echo", "--wrong", "--help"], ["help", "echo"],
  ])
  func helpOfACommandListsItsParameters(words: [String]) throws {
    guard case .show(let text) = program.request(words) else {
      Issue.record("no help")
      return
    }
    #expect(text.contains("\nARGUMENTS:\n  <file>                  A file.\n"))
    #expect(text.contains("\n  -o, --output <path>     Result.\n"))
    #expect(text.contains("\n  -n, --count <number>    How many. (default: 3)\n"))
    #expect(text.contains("\n  -h, --help              Show help information.\n"))
    #expect(text.contains("\n  4     the model file cannot be used\n"))
    #expect(!text.contains("\n  2     "))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func versionIsShown() {
    #expect(shown("--version") == "tool 1.2.3")
    #expect(shown("--version", by: single) == "echo 1.2.3")
    #expect(shown("--help", by: single)?.contains("\n  --version   ") == true)
  }

  @Test func anUnknownCommandIsRefusedWithTheNearestOne() {
    #expect(
      refused("ecko") == [
        "Error: Unknown subcommand 'ecko'. Did you mean 'echo'?", "Usage: tool <subcommand>",
        "  See 'tool --help' for more information.",
      ])
    #expect(refused("--hepl").first == "Error: Unknown option '--hepl'. Did you mean '--help'?")
    #expect(refused("help", "ecko").first == refused("ecko").first)
    #expect(refused("xyz").first == "Error: Unknown subcommand 'xyz'")
  }

  @Test func aUsageErrorShowsTheParameterTheSynopsisAndTheWayToHelp() {
    let lines = refused("echo", "a", "-o", "b", "--count", "0")
    #expect(
      lines.first?.hasPrefix("Error: The value '0' is invalid for '--count <number>'") == true)
    #expect(lines.dropFirst().first == "Help:  -n, --count <number>  How many. (default: 3)")
    #expect(lines.contains { $0.hasPrefix("Usage: tool echo <file> [<more> ...] --output <path>") })
    #expect(lines.last == "  See 'tool echo --help' for more information.")
  }

  @Test func aSingleCommandNeedsNoSubcommand() {
    guard case .run(_, let arguments) = single.request(["in", "-o", "out"]) else {
      Issue.record("it did not run")
      return
    }
    #expect(arguments[EchoCommand.file] == "in")
    #expect(refused("in", by: single).contains { $0.hasPrefix("Usage: echo <file>") })
  }

  @Test(arguments: [
    ("fine", ExitCode.success), ("refuse", .failure), ("bad-model", .badModelFile),
    ("usage", .usage), ("anomaly", .anomalyFound), ("interrupted", .failure),
  ])
  func howACommandEndsIsTheExitCode(file: String, code: ExitCode) {
    #expect(program.run(["echo", file, "-o", "b"]) == code)
  }

  @Test func theCodesAreThoseOfTheDocumentation() {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 64])
  }
}
