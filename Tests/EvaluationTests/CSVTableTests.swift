import Testing

@testable import Evaluation

@Suite struct CSVTableTests {
  private func table(_ text: String) throws(TableError) -> CSVTable {
    try CSVTable(Array(text.utf8), name: "t.csv")
  }

  private func problem(_ text: String) -> TableError.Problem? {
    do {
      _ = try table(text)
      return nil
    } catch {
      return error.problem
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func everyLineEndIsOne(end: String) throws {
    let table = try table(["a,b", "1,2", "", "3,4"].joined(separator: end))
    #expect(table.columns == ["a", "b"])
    #expect(table.rows.map(\.fields) == [["1", "2"], ["3", "4"]])
    #expect(table.rows.map(\.line) == [2, 4])
  }

  @Test func quotedFieldsMayHoldCommasQuotesAndLineEnds() throws {
    let table = try table("\"na\"\"me\",x\n\"a,b\r\nc\",\"\"\n\"\"\"\",z\n")
    #expect(table.columns == ["na\"me", "x"])
    #expect(table.rows.map(\.fields) == [["a,b\r\nc", ""], ["\"", "z"]])
    #expect(table.rows.map(\.line) == [2, 4])
  }

  @Test func aByteOrderMarkIsNoPartOfTheFirstName() throws {
    #expect(try table("\u{FEFF}a,b\n1,2").columns == ["a", "b"])
    #expect(try table("\u{FEFF}\"a\",b\n1,2").columns == ["a", "b"])
  }

  @Test func emptyFieldsAndBlanksAreKept() throws {
    let table = try table("a,b,c\n,, x \n")
    #expect(table.rows[0].fields == ["", "", " x "])
  }

  @Test func aFieldMayHoldAQuoteInItsMiddle() throws {
    #expect(try table("a\n5\" pipe\n").rows[0].fields == ["5\" pipe"])
  }

  @Test func brokenTablesNameTheLine() {
    #expect(problem("") == .empty)
    #expect(problem("\n\n") == .empty)
    #expect(problem("a,b\n") == .empty)
    #expect(problem("a,b\n1,2\n1,2,3\n") == .raggedRow(line: 3, found: 3, expected: 2))
    #expect(problem("a,b\n\n1\n") == .raggedRow(line: 3, found: 1, expected: 2))
    #expect(problem("a\n\"x\n\n") == .brokenQuotes(line: 2))
    #expect(problem("a\n1\n\"x\"y\n") == .brokenQuotes(line: 3))
  }

  @Test func columnsAreFoundByName() throws {
    let table = try table("a,b,b\n1,2,3")
    #expect(try table.index(of: "a") == 0)
    #expect(throws: TableError("t.csv", .ambiguousColumn("b"))) { try table.index(of: "b") }
    #expect(throws: TableError("t.csv", .missingColumn("A", columns: ["a", "b", "b"]))) {
      try table.index(of: "A")
    }
  }

  @Test func numbersAreFinite() throws {
    #expect(try table("a\n-1.5\n 2e3\t\n+.5\n").numbers(in: "a") == [-1.5, 2_000, 0.5])
    for text in ["nan", "NaN", "inf", "-Infinity", "1e999", "", "x", "1,5"] {
      let quoted = try table("s\n1\n\"\(text)\"\n")
      #expect(throws: TableError("t.csv", .notANumber(text, column: "s", line: 3))) {
        try quoted.numbers(in: "s")
      }
    }
  }

  @Test func labelsAreNumbersOrWordsInAnyCase() throws {
    let words = ["0", "normal", "NORMAL", "0.0", "1", "Anomaly", "abnormal", "anomalous ", "1.0"]
    let table = try table("y\n" + words.joined(separator: "\n"))
    #expect(try table.labels(in: "y") == words.indices.map { $0 >= 4 })
    for text in ["2", "true", "", "-1", "yes"] {
      let quoted = try self.table("y\n\"\(text)\"")
      #expect(throws: TableError("t.csv", .notALabel(text, column: "y", line: 2))) {
        try quoted.labels(in: "y")
      }
    }
  }

  @Test(arguments: [
    TableError.Problem.empty, .raggedRow(line: 3, found: 1, expected: 2), .brokenQuotes(line: 9),
    .missingColumn("x", columns: ["a"]), .missingColumn("x", columns: ["a;x"]),
    .ambiguousColumn("b"),
    .notANumber("nan", column: "s", line: 2), .notALabel("?", column: "y", line: 5),
  ])
  func everyErrorHasThreeLines(problem: TableError.Problem) {
    let lines = TableError("scores.csv", problem).description.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("scores.csv "))
    #expect(lines[1].hasPrefix("  ") && lines[2].hasPrefix("  "))
  }
}
