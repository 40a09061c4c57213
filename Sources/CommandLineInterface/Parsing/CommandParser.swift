import WordSuggestion

/// Reads a command's words against its table, in the manner and the words of
/// swift-argument-parser.
struct CommandParser {
  private let options: [ParameterSpecification]
  private let arguments: [ParameterSpecification]
  private var words: ArraySlice<String>
  private var parsed = ParsedArguments()
  private var unexpected: [String] = []
  private var positionalCount = 0

  private init(_ specification: CommandSpecification, words: [String]) {
    options = specification.options + [StandardParameters.noColor.specification]
    arguments = specification.arguments
    self.words = words[...]
  }

  /// The values of `words`, the command line after the command's name.
  static func parse(
    _ words: [String], for specification: CommandSpecification
  ) throws(UsageError) -> ParsedArguments {
    var parser = CommandParser(specification, words: words)
    try parser.readAll()
    try parser.checkCompleteness()
    return parser.parsed
  }

  /// Whether help is asked for anywhere, also where a value is expected. Words after `--` are values.
  static func asksForHelp(_ words: [String]) -> Bool {
    words.prefix { $0 != "--" }.contains { $0 == "-h" || $0 == "--help" }
  }

  private mutating func readAll() throws(UsageError) {
    var onlyArguments = false
    while let word = words.popFirst() {
      if onlyArguments || word == "-" || !word.hasPrefix("-") {
        try readArgument(word)
      } else if word == "--" {
        onlyArguments = true
      } else if word.hasPrefix("--") {
        try readLong(word.dropFirst(2))
      } else if Double(word) != nil, positionalCount < arguments.count {
        try readArgument(word)
      } else {
        try readShort(word.dropFirst())
      }
    }
  }

  private mutating func readArgument(_ word: String) throws(UsageError) {
    let repeating = arguments.last.flatMap { $0.isRepeating ? $0 : nil }
    let argument = positionalCount < arguments.count ? arguments[positionalCount] : repeating
    positionalCount += 1
    if let argument {
      try keep(word, for: argument)
    } else {
      unexpected.append(word)
    }
  }

  /// `--name`, `--name value` or `--name=value`.
  private mutating func readLong(_ word: Substring) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = options.first(where: { $0.name == name }) else {
      let known = options.map { "--\($0.name)" } + ["--help"]
      throw UsageError(
        "Unknown option '--\(name)'" + Suggestion.sentence(for: "--\(name)", in: known),
        parameter: nil)
    }
    try read(option, attached: parts.count == 2 ? String(parts[1]) : nil)
  }

  /// `-o value`, `-ovalue`, `-o=value`, or several flags in one word: `-ab`.
  private mutating func readShort(_ word: Substring) throws(UsageError) {
    var letters = word
    while let letter = letters.popFirst() {
      guard let option = options.first(where: { $0.short == letter }) else {
        throw UsageError("Unknown option '-\(letter)'", parameter: nil)
      }
      if option.form == .option {
        let attached = letters.hasPrefix("=") ? letters.dropFirst() : letters
        return try read(option, attached: letters.isEmpty ? nil : String(attached))
      }
      try read(option, attached: letters.first == "=" ? String(letters.dropFirst()) : nil)
    }
  }

  private mutating func read(
    _ option: ParameterSpecification, attached: String?
  ) throws(UsageError) {
    if option.form == .flag {
      if let attached {
        throw UsageError(
          "The option '--\(option.name)' does not take any value, but '\(attached)' was specified",
          parameter: option)
      }
      parsed.values[option.name, default: []].append(true)
    } else if let attached {
      try keep(attached, for: option)
    } else if let next = words.first, Self.isValue(next) {
      words.removeFirst()
      try keep(next, for: option)
    } else {
      throw UsageError("Missing value for '\(option.synopsis)'", parameter: option)
    }
  }

  /// A word with a dash in front is an option, unless it is a negative number or `-` alone.
  private static func isValue(_ word: String) -> Bool {
    !word.hasPrefix("-") || word == "-" || Double(word) != nil
  }

  private mutating func keep(
    _ text: String, for parameter: ParameterSpecification
  ) throws(UsageError) {
    guard let values = parameter.parse(text) else {
      throw UsageError(
        "The value '\(text)' is invalid for '\(parameter.synopsis)'"
          + Self.remedy(for: text, of: parameter), parameter: parameter)
    }
    parsed.values[parameter.name, default: []] += values
  }

  private static func remedy(for text: String, of parameter: ParameterSpecification) -> String {
    if !parameter.choices.isEmpty {
      let quoted = parameter.choices.map { "'\($0)'" }
      let list =
        quoted.count == 1
        ? quoted[0] : quoted.dropLast().joined(separator: ", ") + " or " + quoted[quoted.count - 1]
      return ". Please provide \(quoted.count == 1 ? "" : "one of ")\(list)"
    }
    return parameter.allowed.map { ": please provide \($0)" } ?? ""
  }

  private func checkCompleteness() throws(UsageError) {
    if !unexpected.isEmpty {
      let list = unexpected.map { "'\($0)'" }.joined(separator: ", ")
      throw UsageError(
        unexpected.count == 1
          ? "Unexpected argument \(list)" : "\(unexpected.count) unexpected arguments: \(list)",
        parameter: nil)
    }
    for parameter in arguments + options
    where parameter.isRequired && parsed.values[parameter.name] == nil {
      throw UsageError("Missing expected argument '\(parameter.synopsis)'", parameter: parameter)
    }
  }
}
