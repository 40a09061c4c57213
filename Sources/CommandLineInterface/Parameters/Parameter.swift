/// A parameter of a command and, at once, the key that reads its value:
///
///     static let seed = Parameter.option("seed", .seed, default: 1, help: "Of every random choice.")
///     …
///     let seed = arguments[Self.seed]   // UInt64
public struct Parameter<Value: Sendable>: ParameterDeclaration {
  /// What the parser and the help page need to know.
  public let specification: ParameterSpecification
  /// Makes the value from the parsed occurrences, in the order of the command line.
  let read: @Sendable ([any Sendable]) -> Value
}

extension Parameter {
  /// An argument by its place that must be given.
  public static func argument(
    _ name: String, _ type: ValueType<Value>, help: String
  ) -> Parameter {
    Parameter(
      specification: .init(.argument, name, nil, type, help: help, isRequired: true),
      read: { required($0.last) })
  }

  /// The last argument by its place, which gives nil when it is left out.
  public static func optionalArgument<Wrapped>(
    _ name: String, _ type: ValueType<Wrapped>, help: String
  ) -> Parameter where Value == Wrapped? {
    Parameter(
      specification: .init(.argument, name, nil, type, help: help),
      read: { $0.last.map { required($0) } })
  }

  /// All further arguments; at least one where `isRequired`.
  public static func arguments<Element>(
    _ name: String, _ type: ValueType<Element>, isRequired: Bool = true, help: String
  ) -> Parameter where Value == [Element] {
    Parameter(
      specification: .init(
        .argument, name, nil, type, help: help, isRequired: isRequired, isRepeating: true),
      read: { $0.map { required($0) } })
  }

  /// An option that must be given.
  public static func requiredOption(
    _ name: String, short: Character? = nil, _ type: ValueType<Value>, valueName: String? = nil,
    help: String
  ) -> Parameter {
    Parameter(
      specification: .init(
        .option, name, short, type, valueName: valueName, help: help, isRequired: true),
      read: { required($0.last) })
  }

  /// An option with a default; of several, the last one counts.
  public static func option(
    _ name: String, short: Character? = nil, _ type: ValueType<Value>, valueName: String? = nil,
    default defaultValue: Value, help: String
  ) -> Parameter {
    Parameter(
      specification: .init(
        .option, name, short, type, valueName: valueName, help: help,
        defaultText: type.format(defaultValue)),
      read: { $0.last.map { required($0) } ?? defaultValue })
  }

  /// An option that gives nil when it is left out.
  public static func option<Wrapped>(
    _ name: String, short: Character? = nil, _ type: ValueType<Wrapped>, valueName: String? = nil,
    help: String
  ) -> Parameter where Value == Wrapped? {
    Parameter(
      specification: .init(.option, name, short, type, valueName: valueName, help: help),
      read: { $0.last.map { required($0) } })
  }

  /// An option whose values are separated by commas, and which may be repeated: all values count.
  public static func listOption<Element>(
    _ name: String, short: Character? = nil, _ type: ValueType<Element>, valueName: String? = nil,
    help: String
  ) -> Parameter where Value == [Element] {
    Parameter(
      specification: .init(
        .option, name, short, type, valueName: valueName ?? "\(type.valueName),...", help: help,
        isRepeating: true, isList: true),
      read: { $0.map { required($0) } })
  }

  /// The parser keeps the type of each value, and requires what `isRequired` says.
  private static func required<Kept>(_ value: (any Sendable)?) -> Kept {
    guard let kept = value as? Kept else {
      preconditionFailure("a parameter was read that its command does not list")
    }
    return kept
  }
}

extension Parameter where Value == Bool {
  /// A switch: false unless it is given.
  public static func flag(_ name: String, short: Character? = nil, help: String) -> Parameter {
    Parameter(
      specification: ParameterSpecification(
        form: .flag, name: name, short: short, valueName: "", help: help, isRequired: false,
        isRepeating: false, defaultText: nil, allowed: nil, choices: [], parse: { _ in nil }),
      read: { !$0.isEmpty })
  }
}

extension ParameterSpecification {
  fileprivate init<Element>(
    _ form: Form, _ name: String, _ short: Character?, _ type: ValueType<Element>,
    valueName: String? = nil, help: String, isRequired: Bool = false, isRepeating: Bool = false,
    defaultText: String? = nil, isList: Bool = false
  ) {
    self.init(
      form: form, name: name, short: short,
      valueName: valueName ?? (form == .argument ? name : type.valueName),
      help: help, isRequired: isRequired, isRepeating: isRepeating, defaultText: defaultText,
      allowed: type.allowed, choices: type.choices,
      parse: { text in
        let parts =
          isList ? text.split(separator: ",", omittingEmptySubsequences: false) : [text[...]]
        var values: [any Sendable] = []
        for part in parts {
          guard let value = type.parse(String(part)), !(isList && part.isEmpty) else { return nil }
          values.append(value)
        }
        return values
      })
  }
}
