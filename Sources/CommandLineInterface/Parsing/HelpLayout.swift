/// Columns and line breaks of help pages.
enum HelpLayout {
  static let width = 80

  /// A titled list of two columns; nothing if it is empty.
  static func section(
    _ title: String, _ rows: [(String, String)], column: Int = 26
  ) -> String {
    guard !rows.isEmpty else { return "" }
    return ([title + ":"] + rows.map { row($0.0, $0.1, column: column) }).joined(separator: "\n")
  }

  static func examples(_ examples: [CommandSpecification.Example]) -> String {
    guard !examples.isEmpty else { return "" }
    let lines = examples.map { "  \($0.line)\n      \($0.purpose)" }
    return (["EXAMPLES:"] + lines).joined(separator: "\n")
  }

  /// Each paragraph of the text broken into lines; indented paragraphs are left as they are.
  static func paragraphs(_ text: String) -> String {
    text.split(separator: "\n\n").map { paragraph in
      paragraph.hasPrefix(" ")
        ? String(paragraph)
        : wrap(paragraph, to: width).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  static func join(_ sections: [String]) -> String {
    sections.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// The text starts in the label's line if the label leaves room, else in the next one.
  private static func row(_ label: String, _ text: String, column: Int) -> String {
    let lines = wrap(text, to: width - column)
    let indent = String(repeating: " ", count: column)
    let left = "  " + label
    let body = lines.joined(separator: "\n" + indent)
    if left.count >= column { return left + "\n" + indent + body }
    return left + String(repeating: " ", count: column - left.count) + body
  }

  /// The words after a title, in lines of which the further ones are indented. The title itself
  /// will stand behind "USAGE: ".
  static func hang(_ words: [String], after title: String) -> String {
    var text = title
    var column = "USAGE: ".count + title.count
    for word in words {
      if column + 1 + word.count > width {
        text += "\n      "
        column = 6
      }
      text += " " + word
      column += 1 + word.count
    }
    return text
  }

  /// Lines of at most so many characters, broken between words; a longer word has its own line.
  static func wrap(_ text: some StringProtocol, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return lines + [line]
  }
}
