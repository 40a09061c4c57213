import CommandLineInterface
import Foundation
import Interchange
import Quantization

/// `--tflite`: the network alone, for TensorFlow Lite and TensorFlow Lite Micro.
struct TFLiteFileExport: ExportFormat {
  let flag = Parameter.flag("tflite", help: "The integer network as a .tflite file.")
  let options: [any ParameterDeclaration] = []
  let discussion = """
    --tflite: TensorFlow Lite Micro computes the network with the same bits. The format has no \
    place for the front end, the score and the threshold; they are left out, which is said.
    """
  let examples: [CommandSpecification.Example] = [
    .init("edgeasd export fan.easd --tflite -o fan.tflite", "the network, for other runtimes")
  ]

  func file(of model: DeviceModel, _ arguments: ParsedArguments) throws -> ExportedFile {
    do {
      let file = try TFLiteFile.bytes(
        of: ModelContents(reading: model.model), source: model.path)
      return ExportedFile(bytes: file.bytes, remarks: file.notes.map { "note: \($0)" })
    } catch {
      throw CommandFailure(.badModelFile, error.description)
    }
  }
}
