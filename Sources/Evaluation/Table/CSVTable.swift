/// A table of text with named columns, read from comma-separated values (RFC 4180).
///
/// Quoted fields, doubled quotes and line ends inside them, CRLF, LF or CR, a byte-order mark and
/// empty lines are understood. The first line names the columns.
public struct CSVTable: Sendable {
  /// One record.
  public struct Row: Sendable, Equatable {
    /// As many as there are columns.
    public let fields: [String]
    /// The line of the file where the record starts, counted from 1.
    public let line: Int
  }

  /// What the file is called in messages.
  public let name: String
  /// The names of the columns, in order.
  public let columns: [String]
  /// The records, in order; at least one.
  public let rows: [Row]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - text: the bytes of the file, UTF-8.
  ///   - name: what it is called in messages.
  public init(_ text: [UInt8], name: String) throws(TableError) {
    var records = CSVRecords(text, name: name)
    guard let header = try records.next() else { throw TableError(name, .empty) }
    columns = header.fields
    self.name = name
    var rows: [Row] = []
    while let row = try records.next() {
      guard row.fields.count == header.fields.count else {
        throw TableError(
          name, .raggedRow(line: row.line, found: row.fields.count, expected: columns.count))
      }
      rows.append(row)
    }
    guard !rows.isEmpty else { throw TableError(name, .empty) }
    self.rows = rows
  }

  /// The place of a column.
  ///
  /// - Throws: `.missingColumn`, or `.ambiguousColumn` if several have that name.
  public func index(of column: String) throws(TableError) -> Int {
    guard let index = columns.firstIndex(of: column) else {
      throw TableError(name, .missingColumn(column, columns: columns))
    }
    guard columns.lastIndex(of: column) == index else {
      throw TableError(name, .ambiguousColumn(column))
    }
    return index
  }

  /// A column of finite numbers.
  public func numbers(in column: String) throws(TableError) -> [Double] {
    let index = try index(of: column)
    var numbers: [Double] = []
    for row in rows {
      let text = row.fields[index].trimmed
      guard let number = Double(text), number.isFinite else {
        throw TableError(name, .notANumber(text, column: column, line: row.line))
      }
      numbers.append(number)
    }
    return numbers
  }

  /// A column of labels: whether each row is an anomaly.
  ///
  /// Anomalies are `1`, `anomaly`, `abnormal`, `anomalous`; normal rows `0`, `normal`; in any case
  /// of letters. `1.0` and `0.0` are taken as well, which is how some programs write whole numbers.
  public func labels(in column: String) throws(TableError) -> [Bool] {
    let index = try index(of: column)
    var labels: [Bool] = []
    for row in rows {
      switch row.fields[index].trimmed.lowercased() {
      case "1", "1.0", "anomaly", "abnormal", "anomalous": labels.append(true)
      case "0", "0.0", "normal": labels.append(false)
      default:
        throw TableError(
          name, .notALabel(row.fields[index], column: column, line: row.line))
      }
    }
    return labels
  }
}

extension String {
  /// Without blanks and tabs at both ends.
  fileprivate var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return String(rest)
  }
}
