/// Rows of text in aligned columns, two blanks apart.
public struct TextTable: CustomStringConvertible, Sendable {
  /// To which side of its column a text goes.
  public enum Alignment: Sendable {
    /// Words.
    case left
    /// Numbers.
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// A table with these columns and no rows.
  public init(_ alignments: [Alignment]) {
    self.alignments = alignments
  }

  /// Adds a row of at most as many cells as there are columns.
  public mutating func add(_ cells: [String]) {
    precondition(cells.count <= alignments.count, "a row has more cells than there are columns")
    rows.append(cells)
  }

  /// The lines without an end of line after the last; no line ends with blanks.
  public var description: String {
    let widths = alignments.indices.map { column in
      rows.map { column < $0.count ? Self.width(of: $0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.indices.map { column in
        let padding = String(
          repeating: " ", count: widths[column] - Self.width(of: row[column]))
        return alignments[column] == .left ? row[column] + padding : padding + row[column]
      }
      let line = cells.joined(separator: "  ")
      let end = line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex
      return String(line[..<end])
    }.joined(separator: "\n")
  }

  /// Characters that take a column: those of marks like "ESC[31m" do not.
  private static func width(of text: String) -> Int {
    text.replacing(/\u{1B}\[[0-9;]*m/, with: "").count
  }
}
