import Testing

@testable import CommandLineInterface

@Suite struct CommandParserTests {
  private func parse(_ words: String...) throws(UsageError) -> ParsedArguments {
    try CommandParser.parse(words, for: EchoCommand().specification)
  }

  private func message(_ words: String...) -> String? {
    do {
      _ = try CommandParser.parse(words, for: EchoCommand().specification)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func everyKindOfParameterIsReadWithItsType() throws {
    let arguments = try parse(
      "in.wav", "--output", "out", "--count", "7", "--rate", "0.5", "--seed",
      "18446744073709551615", "--mode", "exact", "--columns", "a,b", "--json", "x", "y")
    #expect(arguments[EchoCommand.file] == "in.wav")
    #expect(arguments[EchoCommand.more] == ["x", "y"])
    #expect(arguments[EchoCommand.output] == "out")
    #expect(arguments[EchoCommand.count] == 7)
    #expect(arguments[EchoCommand.rate] == 0.5)
    #expect(arguments[EchoCommand.seed] == .max)
    #expect(arguments[EchoCommand.mode] == .exact)
    #expect(arguments[EchoCommand.columns] == ["a", "b"])
    #expect(arguments[EchoCommand.json])
  }

  @Test func whatIsLeftOutHasItsDefault() throws {
    let arguments = try parse("in.wav", "-o", "out")
    #expect(arguments[EchoCommand.more] == [])
    #expect(arguments[EchoCommand.count] == 3)
    #expect(arguments[EchoCommand.rate] == nil)
    #expect(arguments[EchoCommand.mode] == .fast)
    #expect(arguments[EchoCommand.columns] == [])
    #expect(!arguments[EchoCommand.json])
    #expect(!arguments.isGiven(EchoCommand.count) && arguments.isGiven(EchoCommand.output))
  }

  @Test(arguments: [
    ["in", "--output=out"], ["in", "-o", "out"], ["in", "-oout"], ["in", "-o=out"],
    ["-o", "out", "in"], ["--output", "out", "--", "in"], ["in", "-o", "no", "--output", "out"],
  ])
  func allSpellingsMeanTheSame(words: [String]) throws {
    let arguments = try CommandParser.parse(words, for: EchoCommand().specification)
    #expect(arguments[EchoCommand.file] == "in")
    #expect(arguments[EchoCommand.output] == "out")
  }

  @Test func flagsOfOneLetterMayStandTogetherAndBeforeAnOption() throws {
    let arguments = try parse("in", "-jqoout")
    #expect(arguments[EchoCommand.json] && arguments[EchoCommand.quiet])
    #expect(arguments[EchoCommand.output] == "out")
  }

  @Test func afterTwoDashesEverythingIsAnArgument() throws {
    let arguments = try parse("-o", "out", "--", "--json", "-x", "--")
    #expect(arguments[EchoCommand.file] == "--json")
    #expect(arguments[EchoCommand.more] == ["-x", "--"])
    #expect(!arguments[EchoCommand.json])
  }

  @Test func aDashAloneIsAValueAndAnArgument() throws {
    let arguments = try parse("-", "-o", "-")
    #expect(arguments[EchoCommand.file] == "-")
    #expect(arguments[EchoCommand.output] == "-")
  }

  @Test func negativeNumbersAreValues() throws {
    #expect(try parse("a", "-o", "b", "--offset", "-1.5e3")[EchoCommand.offset] == -1_500)
    #expect(try parse("a", "-o", "b", "--offset=-2")[EchoCommand.offset] == -2)
  }

  @Test func aValueMayHoldAnEqualsSignOrBeEmpty() throws {
    #expect(try parse("a", "--output=b=c")[EchoCommand.output] == "b=c")
    #expect(try parse("a", "-o", "b", "")[EchoCommand.more] == [""])
  }

  @Test func listsGrowWithEveryOption() throws {
    let arguments = try parse("a", "-o", "b", "--columns", "x,y", "--columns=z")
    #expect(arguments[EchoCommand.columns] == ["x", "y", "z"])
    #expect(message("a", "-o", "b", "--columns", "x,,y") != nil)
  }

  @Test func unknownOptionsAreNamedWithTheNearestOne() {
    #expect(
      message("a", "-o", "b", "--cuont", "1") == "Unknown option '--cuont'. Did you mean '--count'?"
    )
    #expect(message("a", "-o", "b", "--zzz=1") == "Unknown option '--zzz'")
    #expect(message("a", "-o", "b", "-x") == "Unknown option '-x'")
    #expect(message("a", "-o", "b", "-jx") == "Unknown option '-x'")
    #expect(
      message("a", "-o", "b", "--no-colour")
        == "Unknown option '--no-colour'. Did you mean '--no-color'?")
  }

  @Test func missingValuesAndArgumentsAreNamed() {
    #expect(message("a", "-o") == "Missing value for '--output <path>'")
    #expect(message("a", "--output", "--json") == "Missing value for '--output <path>'")
    #expect(message("-o", "b") == "Missing expected argument '<file>'")
    #expect(message("a") == "Missing expected argument '--output <path>'")
  }

  @Test func valuesThatAreNotAllowedAreNamedWithWhatIs() {
    #expect(
      message("a", "-o", "b", "--count", "11")
        == "The value '11' is invalid for '--count <number>': please provide a whole number from 1"
        + " to 10")
    #expect(
      message("a", "-o", "b", "--rate", "0")
        == "The value '0' is invalid for '--rate <number>': please provide a number above 0 and at"
        + " most 1")
    #expect(
      message("a", "-o", "b", "--mode", "slow")
        == "The value 'slow' is invalid for '--mode <fast|exact>'. Please provide one of 'fast' or"
        + " 'exact'")
    for value in ["nan", "inf", "1e999", "", "1,5", "0x"] {
      #expect(message("a", "-o", "b", "--offset", value) != nil, "\(value)")
    }
    for value in ["-1", "18446744073709551616", "1.0", " 1"] {
      #expect(message("a", "-o", "b", "--seed=\(value)") != nil, "\(value)")
    }
  }

  @Test func aFlagTakesNoValue() {
    #expect(
      message("a", "-o", "b", "--json=yes")
        == "The option '--json' does not take any value, but 'yes' was specified")
  }

  @Test func argumentsTooManyAreNamed() {
    let doctor = DoctorCommand().specification
    #expect(throws: UsageError("Unexpected argument 'a'")) {
      try CommandParser.parse(["a"], for: doctor)
    }
    #expect(throws: UsageError("2 unexpected arguments: 'a', 'b'")) {
      try CommandParser.parse(["a", "b"], for: doctor)
    }
  }

  @Test func helpWinsAnywhereButNotAfterTwoDashes() {
    #expect(CommandParser.asksForHelp(["a", "--count", "--help"]))
    #expect(CommandParser.asksForHelp(["--nonsense", "-h"]))
    #expect(!CommandParser.asksForHelp(["a", "--", "--help"]))
  }
}
