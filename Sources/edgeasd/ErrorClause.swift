import Foundation

/// What an error says and where, in a clause for a table.
struct ErrorClause {
  let text: String

  init(_ error: any Error) {
    // The second of an error's three lines says what and where.
    let lines = "\(error)".split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    text = lines.prefix(2).joined(separator: ": ")
  }
}
