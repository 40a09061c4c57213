import Foundation
import Testing

@testable import CommandLineInterface

@Suite struct NextCommandTests {
  @Test func plainWordsStayAsTheyAre() {
    #expect(
      NextCommand("edgeasd", "inspect", "models/fan-1.easd").description
        == "next:  edgeasd inspect models/fan-1.easd")
  }

  @Test func aProgramIsNamedAsItsCompanionWasCalled() {
    let words = ["firmware-sim", "fan.easd"]
    #expect(
      NextCommand(words, calledAs: ".build/release/edgeasd").line
        == ".build/release/firmware-sim fan.easd")
    #expect(NextCommand(words, calledAs: "edgeasd").line == "firmware-sim fan.easd")
    #expect(NextCommand(words, calledAs: "/usr/bin/other").line == "firmware-sim fan.easd")
  }

  @Test func aFileWithALeadingDashIsNoOption() {
    #expect(NextCommand.file("-a.wav") == "./-a.wav")
    #expect(NextCommand.file("a-b.wav") == "a-b.wav")
  }

  @Test(arguments: [
    "", "a b", "it's", "$HOME", "a\"b", "x;y", "*", "größe", "new\nline", "~", "#a",
  ])
  func aShellReadsTheWordBack(word: String) throws {
    let shell = Process()
    let pipe = Pipe()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "printf %s " + NextCommand.quoted(word)]
    shell.standardOutput = pipe
    try shell.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    shell.waitUntilExit()
    #expect(String(decoding: output, as: UTF8.self) == word)
  }
}
