import AtomicFile
import CommandLineInterface
import Foundation

/// `edgeasd export`: a device model in the form that another program takes.
struct ExportCommand: Command {
  private static let model = Parameter.argument(
    "model", .path, help: "Device model (.easd).")
  private static let output = Parameter.requiredOption(
    "output", short: "o", .path, valueName: "file", help: "Where the result goes.")

  /// To add a form is to add its line.
  private static let formats: [any ExportFormat] = [CArrayExport(), TFLiteFileExport()]

  let specification = CommandSpecification(
    name: "export", abstract: "Write a device model in a form that another program takes.",
    discussion: Self.formats.map(\.discussion).joined(separator: "\n\n"),
    parameters: [model, output]
      + Self.formats.flatMap { [$0.flag as any ParameterDeclaration] + $0.options },
    examples: Self.formats.flatMap(\.examples), exitCodes: [.badModelFile])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let format = try format(arguments)
    let (path, output) = (arguments[Self.model], arguments[Self.output])
    try OutputFile.check(output, inputs: [path])
    let file = try format.file(of: DeviceModel(path), arguments)
    try AtomicFile.write(file.bytes, to: output)
    file.remarks.forEach { StandardError.print($0) }
    return .success
  }

  private func format(_ arguments: ParsedArguments) throws -> any ExportFormat {
    let chosen = Self.formats.filter { arguments[$0.flag] }
    let names = Self.formats.map { "--\($0.flag.specification.name)" }.joined(separator: " or ")
    guard let format = chosen.first else { throw UsageError("Say in which form: \(names)") }
    guard chosen.count == 1 else {
      throw UsageError("\(names) exclude each other", about: chosen[1].flag)
    }
    for other in Self.formats where other.flag.specification.name != format.flag.specification.name
    {
      if let option = other.options.first(where: { arguments.isGiven($0) }) {
        let name = option.specification.name
        throw UsageError(
          "--\(name) needs --\(other.flag.specification.name)", about: option)
      }
    }
    return format
  }
}

/// A form in which a device model leaves; one file each.
protocol ExportFormat: Sendable {
  /// Chooses it.
  var flag: Parameter<Bool> { get }
  /// Its own options.
  var options: [any ParameterDeclaration] { get }
  /// A paragraph of the help page.
  var discussion: String { get }
  /// At least two where it is the first form.
  var examples: [CommandSpecification.Example] { get }

  /// The model in this form.
  func file(of model: DeviceModel, _ arguments: ParsedArguments) throws -> ExportedFile
}

/// What is written, and what is said of it on standard error.
struct ExportedFile {
  let bytes: [UInt8]
  let remarks: [String]
}
