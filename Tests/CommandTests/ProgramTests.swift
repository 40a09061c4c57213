import Testing

@Suite struct ProgramTests {
  private let edgeasd = Executable("edgeasd")

  @Test func helpGoesToStandardOutputAndSucceeds() throws {
    for words in [[], ["--help"], ["-h"], ["help"], ["metrics", "--help"], ["--version"]] {
      let outcome = try edgeasd.run(words)
      #expect(outcome.code == 0 && outcome.errors.isEmpty && !outcome.output.isEmpty, "\(words)")
    }
  }

  @Test func usageErrorsGoToStandardErrorWithCode64() throws {
    for words in [["metrcs"], ["--wrong"], ["metrics"], ["metrics", "--score"]] {
      let outcome = try edgeasd.run(words)
      #expect(outcome.code == 64 && outcome.output.isEmpty && !outcome.errors.isEmpty, "\(words)")
    }
  }

  @Test func everyListedCommandHasHelpWithTwoExamples() throws {
    let lines = try edgeasd.run([]).output.split(separator: "\n", omittingEmptySubsequences: false)
    let list = lines.drop { $0 != "SUBCOMMANDS:" }.dropFirst().prefix { !$0.isEmpty }
    let names = list.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(!names.isEmpty)
    for name in names {
      let help = try edgeasd.run([name, "--help"])
      #expect(help.code == 0)
      let examples = help.output.split(separator: "\n").count { $0.hasPrefix("  edgeasd \(name)") }
      #expect(examples >= 2, "\(name)")
      let others = help.output.split(separator: "\n").filter { !$0.hasPrefix("  edgeasd \(name)") }
      #expect(others.allSatisfy { $0.count <= 80 }, "\(name)")
    }
  }

  @Test func aReaderThatLeavesEndsItQuietly() throws {
    // Also under a parent that ignores the signal, as service managers do.
    for prefix in ["", "trap '' PIPE; "] {
      let outcome = try edgeasd.run(
        ["--help"], shell: prefix + #"{ sleep 0.2; "$0" "$@"; } | true"#)
      #expect(outcome.errors.isEmpty)
    }
  }

  @Test func aFullDiskIsAFailure() throws {
    let outcome = try edgeasd.run(["--help"], shell: #"exec "$0" "$@" > /dev/full"#)
    #expect(outcome.code == 1)
    #expect(outcome.errors.hasPrefix("edgeasd: the result could not be written"))
  }
}
