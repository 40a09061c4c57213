/// What a command is called, what it takes, and how its help page reads.
public struct CommandSpecification: Sendable {
  /// A command line to copy, and what it is good for.
  public struct Example: Sendable {
    /// The whole line, starting with the program's name.
    public let line: String
    /// A few words.
    public let purpose: String

    /// An example line and its purpose.
    public init(_ line: String, _ purpose: String) {
      self.line = line
      self.purpose = purpose
    }
  }

  /// The word after the program's name; of a program without subcommands, the program's name.
  public let name: String
  /// One line, a full sentence.
  public let abstract: String
  /// Further paragraphs of the help page, separated by empty lines.
  public let discussion: String
  /// The command's own arguments, options and flags, in the order of the help page.
  public let parameters: [ParameterSpecification]
  /// At least two; the first two are shown when the command is called with nothing.
  public let examples: [Example]
  /// The codes the command may end with, in ascending order: success, failure and usage always.
  public let exitCodes: [ExitCode]

  /// Describes a command.
  ///
  /// - Parameters:
  ///   - parameters: `--no-color`, `--help` and, on a program, `--version` are added by themselves.
  ///   - exitCodes: the codes beside success, failure and usage.
  public init(
    name: String, abstract: String, discussion: String = "",
    parameters: [any ParameterDeclaration], examples: [Example], exitCodes: [ExitCode] = []
  ) {
    self.name = name
    self.abstract = abstract
    self.discussion = discussion
    self.parameters = parameters.map(\.specification)
    self.examples = examples
    let always: [ExitCode] = [.success, .failure, .usage]
    self.exitCodes = ExitCode.allCases.filter { always.contains($0) || exitCodes.contains($0) }
    checkParameters()
  }

  /// Mistakes in a specification are the programmer's: they stop the first run.
  private func checkParameters() {
    let names = parameters.map(\.name) + StandardParameters.names
    precondition(Set(names).count == names.count, "\(name): two parameters have one name")
    let shorts = parameters.compactMap(\.short) + [StandardParameters.helpShort]
    precondition(Set(shorts).count == shorts.count, "\(name): two options have one letter")
    let positional = parameters.filter { $0.form == .argument }
    precondition(
      positional.dropLast().allSatisfy { $0.isRequired && !$0.isRepeating },
      "\(name): only the last argument may be optional or repeated")
  }

  var arguments: [ParameterSpecification] { parameters.filter { $0.form == .argument } }
  var options: [ParameterSpecification] { parameters.filter { $0.form != .argument } }
}
