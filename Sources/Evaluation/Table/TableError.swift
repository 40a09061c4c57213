/// Why a table of scores could not be read.
public struct TableError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What is wrong with it.
  public enum Problem: Equatable, Sendable {
    /// It has no records.
    case empty
    /// A record has more or fewer fields than there are columns.
    case raggedRow(line: Int, found: Int, expected: Int)
    /// A quoted field does not end, or goes on after its closing quote.
    case brokenQuotes(line: Int)
    /// No column has this name.
    case missingColumn(String, columns: [String])
    /// Several columns have this name.
    case ambiguousColumn(String)
    /// A score is no finite number.
    case notANumber(String, column: String, line: Int)
    /// A label is none.
    case notALabel(String, column: String, line: Int)
  }

  /// The table's name.
  public let table: String
  /// What is wrong with it.
  public let problem: Problem

  init(_ table: String, _ problem: Problem) {
    self.table = table
    self.problem = problem
  }

  /// Three lines: what happened, where, what to do.
  public var description: String {
    switch problem {
    case .empty:
      """
      \(table) holds no scores
        found no line after the header, expected at least one
        write one line for each clip, below a line with the names of the columns
      """
    case .raggedRow(let line, let found, let expected):
      """
      \(table) is not a table: a line has another number of fields than the header
        line \(line) has \(found) fields, the header \(expected)
        separate fields by commas, and quote those that contain one
      """
    case .brokenQuotes(let line):
      """
      \(table) is not a table: its quotes do not match
        the field is on line \(line)
        close each quoted field, and double the quotes inside it
      """
    case .missingColumn(_, let columns)
    where columns.count == 1 && columns[0].contains { ";\t|".contains($0) }:
      """
      \(table) is not separated by commas
        its first line is '\(columns[0])'
        separate the fields by commas, with a point in decimal numbers
      """
    case .missingColumn(let column, let columns):
      """
      \(table) has no column '\(column)'
        its columns are \(columns.map { "'\($0)'" }.joined(separator: ", "))
        name one of these
      """
    case .ambiguousColumn(let column):
      """
      \(table) has several columns '\(column)'
        which of them is meant cannot be told
        give the columns different names
      """
    case .notANumber(let text, let column, let line):
      """
      \(table) has a score that is not a finite number
        line \(line), column '\(column)': '\(text)'
        leave the clip out, or find out why the detector gave it no score
      """
    case .notALabel(let text, let column, let line):
      """
      \(table) has a label that is not understood
        line \(line), column '\(column)': '\(text)'
        write 0 or normal, and 1 or anomaly (also: abnormal, anomalous)
      """
    }
  }
}
