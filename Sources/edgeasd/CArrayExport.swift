import CommandLineInterface
import Foundation
import Quantization

/// `--c-array`: a header with the model's bytes, for firmware without files.
struct CArrayExport: ExportFormat {
  private static let name = Parameter<CIdentifier?>.option(
    "name", .identifier, help: "Of the array. (default: after the model's file, fan_model)")

  let flag = Parameter.flag("c-array", help: "A header for C99 and C++ with the bytes as an array.")
  var options: [any ParameterDeclaration] { [Self.name] }
  let discussion = """
    --c-array: the array is static const and aligned to 64 bytes, as edgeasd.h wants a model; \
    beside it stands its length, above it the sha256 of the model, its layers and the memory that \
    it needs.
    """
  let examples: [CommandSpecification.Example] = [
    .init("edgeasd export fan.easd --c-array -o fan.h", "fan_model and fan_model_length"),
    .init(
      "edgeasd export fan.easd --c-array --name detector -o model.h",
      "detector and detector_length"),
  ]

  func file(of model: DeviceModel, _ arguments: ParsedArguments) throws -> ExportedFile {
    let symbol = arguments[Self.name] ?? CIdentifier(ofFile: model.path)
    let header = CArrayHeader(
      model.model, symbol: symbol, fileName: (model.path as NSString).lastPathComponent,
      toolVersion: ToolVersion.current)
    let count = Figures.count(model.model.bytes.count)
    return ExportedFile(
      bytes: header.bytes, remarks: ["\(symbol), \(symbol)_length: \(count) bytes of flash"])
  }
}

extension ValueType where Value == CIdentifier {
  fileprivate static var identifier: ValueType {
    ValueType(
      valueName: "symbol",
      allowed: "letters, digits and single underscores between them, a letter first, no keyword",
      parse: { CIdentifier($0) })
  }
}
