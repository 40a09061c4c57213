/// The values of a command line that was understood.
public struct ParsedArguments: Sendable {
  var values: [String: [any Sendable]] = [:]

  /// The value of a parameter that the command lists.
  public subscript<Value>(_ parameter: Parameter<Value>) -> Value {
    parameter.read(values[parameter.specification.name] ?? [])
  }

  /// Whether a parameter was given, with whatever value.
  public func isGiven(_ parameter: some ParameterDeclaration) -> Bool {
    values[parameter.specification.name] != nil
  }

  /// Whether nothing was given at all.
  public var isEmpty: Bool { values.isEmpty }

  /// How to print on standard output: in colour if it is a terminal and nobody objects.
  public var style: Style {
    Style(isColored: Terminal.takesColor(.output) && !self[StandardParameters.noColor])
  }
}
