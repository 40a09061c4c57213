import CommandLineInterface
import FloatModels

/// `edgeasd inspect`: shows what a model file holds.
struct InspectCommand: Command {
  private static let model = Parameter.argument(
    "model", .path, help: "Device model (.easd) or float model (.safetensors).")
  private static let json = Parameter.flag("json", help: "Print everything as JSON.")

  let specification = CommandSpecification(
    name: "inspect", abstract: "Show what a model file holds: layers, bytes, work, memory.",
    discussion: """
      A device model is checked as the device would check it. Its memory is given twice: what the \
      network needs for activations and scratch, and what a whole detector needs, in which front \
      end and network share what they can.
      """,
    parameters: [model, json],
    examples: [
      .init("edgeasd inspect fan.easd", "layers, ranges, memory, threshold, origin"),
      .init("edgeasd inspect fan.safetensors --json", "graph and training record"),
    ],
    exitCodes: [.badModelFile])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let path = arguments[Self.model]
    let page: any ModelPage =
      try DeviceModel.isClaimed(by: path)
      ? DeviceModelPage(name: path, try DeviceModel(path).model) : try floatModel(path)
    print(arguments[Self.json] ? page.json.pretty : page.text(arguments.style))
    return .success
  }

  private func floatModel(_ path: String) throws -> any ModelPage {
    try FloatModelPage(name: path, FloatModelPage.read(path))
  }
}

/// What is shown of a model.
protocol ModelPage {
  /// For a person.
  func text(_ style: Style) -> String
  /// For a program.
  var json: JSONValue { get }
}
