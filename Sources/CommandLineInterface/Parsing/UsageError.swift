/// A command line that was not understood. A command throws one for what its table cannot say, for
/// instance two options that exclude each other.
public struct UsageError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What is wrong: a sentence without a full stop.
  public let description: String
  /// The name of the parameter that it is about, whose help is shown too.
  public let parameter: String?

  /// A usage error, optionally about one parameter.
  public init(_ description: String, about parameter: (any ParameterDeclaration)? = nil) {
    self.init(description, parameter: parameter?.specification)
  }

  init(_ description: String, parameter: ParameterSpecification?) {
    self.description = description
    self.parameter = parameter?.name
  }
}
