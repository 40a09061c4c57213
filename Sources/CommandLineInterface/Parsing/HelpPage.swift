/// The help of one command, laid out as swift-argument-parser does, 80 columns wide.
struct HelpPage {
  /// Name of the program and, where it has several, of the command: `edgeasd metrics`.
  let call: String
  let specification: CommandSpecification
  /// Whether this page is the program's own, which also takes `--version`.
  let isProgram: Bool

  /// The whole page.
  var full: String {
    var sections = [overview]
    if !specification.discussion.isEmpty {
      sections.append(
        HelpLayout.paragraphs(specification.discussion))
    }
    sections.append("USAGE: \(usage)")
    sections.append(HelpLayout.section("ARGUMENTS", specification.arguments.map(Self.row)))
    sections.append(HelpLayout.section("OPTIONS", options.map(Self.row)))
    sections.append(HelpLayout.examples(specification.examples))
    let codes = specification.exitCodes.map { ("\($0.rawValue)", $0.meaning) }
    sections.append(HelpLayout.section("EXIT CODES", codes, column: 8))
    return HelpLayout.join(sections)
  }

  /// What is shown when the command is called with nothing.
  var brief: String {
    HelpLayout.join([
      overview, "USAGE: \(usage)",
      HelpLayout.examples(Array(specification.examples.prefix(2))), Self.pointer(to: call),
    ])
  }

  /// The synopsis, broken where a parameter would go beyond the last column.
  var usage: String {
    let optional = specification.options.filter { !$0.isRequired }
    let needed = specification.options.filter(\.isRequired)
    var words: [String] = []
    words += specification.arguments.map { $0.isRequired ? $0.synopsis : "[\($0.synopsis)]" }
    words += needed.map(\.synopsis)
    words += optional.count > 6 ? ["[<options>]"] : optional.map { "[\($0.synopsis)]" }
    return HelpLayout.hang(words, after: call)
  }

  static func pointer(to call: String) -> String {
    "  See '\(call) --help' for more information."
  }

  private var overview: String { HelpLayout.paragraphs("OVERVIEW: \(specification.abstract)") }

  private var options: [ParameterSpecification] {
    specification.options + [StandardParameters.noColor.specification]
      + (isProgram ? [StandardParameters.version.specification] : [])
      + [StandardParameters.help.specification]
  }

  /// The left and right column of a parameter.
  static func row(_ parameter: ParameterSpecification) -> (String, String) {
    var notes: [String] = []
    if !parameter.choices.isEmpty, parameter.valueName != parameter.choices.joined(separator: "|") {
      notes.append("values: \(parameter.choices.joined(separator: ", "))")
    }
    if let text = parameter.defaultText { notes.append("default: \(text)") }
    let suffix = notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
    return (parameter.label, parameter.help + suffix)
  }
}
