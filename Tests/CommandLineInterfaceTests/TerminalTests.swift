import Testing

@testable import CommandLineInterface

@Suite struct TerminalTests {
  @Test(
    arguments: [
      (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false),
      (true, ["NO_COLOR": ""], true), (true, ["TERM": "dumb"], false),
      (true, ["TERM": "xterm"], true),
    ] as [(Bool, [String: String], Bool)])
  func colourIsForTerminalsThatNobodyObjectsTo(
    isInteractive: Bool, environment: [String: String], expected: Bool
  ) {
    #expect(
      Terminal.takesColor(isInteractive: isInteractive, environment: environment) == expected)
  }

  @Test func noColorTurnsOffColourOnly() {
    #expect(Terminal.takesControl(isInteractive: true, environment: ["NO_COLOR": "1"]))
    #expect(!Terminal.takesControl(isInteractive: true, environment: ["TERM": "dumb"]))
  }

  @Test func aStyleWithoutColourChangesNothing() {
    #expect(Style(isColored: false).red("x") == "x")
    #expect(Style(isColored: true).red("x") == "\u{1B}[31mx\u{1B}[0m")
  }
}
