import Testing

@testable import CommandLineInterface

@Suite struct TextTableTests {
  @Test func columnsAreAlignedAndLinesDoNotEndWithBlanks() {
    var table = TextTable([.left, .right, .left])
    table.add(["layer", "bytes", "kind"])
    table.add(["a", "1024", ""])
    table.add(["größer", "7"])
    #expect(
      table.description == """
        layer   bytes  kind
        a        1024
        größer      7
        """)
  }

  @Test func marksTakeNoRoom() {
    var table = TextTable([.right, .left])
    table.add([Style(isColored: true).bold("ab"), "x"])
    table.add(["abc", "y"])
    let lines = table.description.split(separator: "\n")
    #expect(lines == [" \u{1B}[1mab\u{1B}[0m  x", "abc  y"])
  }
}
