import AtomicFile
import ClipOptions
import CommandLineInterface
import FloatModels
import Foundation
import Interchange
import Quantization

/// `edgeasd import`: takes over a network that another tool trained.
struct ImportCommand: Command {
  private static let file = Parameter.argument(
    "file", .path, help: "Network: .tflite, .onnx (float), or Keras .h5.")
  private static let output = Parameter.requiredOption(
    "output", short: "o", .path, valueName: "file",
    help: "Where the model goes: .safetensors of a float network, .easd of an integer one.")
  private static let machine = Parameter<String?>.option(
    "machine", .string, valueName: "name", help: "The machine that it was trained for.")

  let specification = CommandSpecification(
    name: "import", abstract: "Take over a network from TensorFlow Lite, ONNX or Keras.",
    discussion: """
      A float network becomes a float model (.safetensors), which 'edgeasd score' runs and 'edgeasd \
      quantize' lowers. An integer network of TensorFlow Lite (int8 per tensor or per channel, 16x8) \
      becomes a device model (.easd) as it is, bit for bit with TensorFlow Lite Micro; its score is \
      that of its integer output, and as nobody has fitted a threshold to it, nothing is an anomaly \
      yet.

      What is not supported is named with its operator and index, and no file is written.
      """,
    parameters: [file, output] + FrontEndOption.all + [machine],
    examples: [
      .init(
        "edgeasd import ad01_fp32.tflite --front-end features:128 --decision-windows 196 "
          + "-o ad01.safetensors",
        "MLPerf Tiny's autoencoder on ready-made log-mel"),
      .init("edgeasd import kws.tflite -o kws.easd", "a bare network, for 'edgeasd infer'"),
    ],
    exitCodes: [.badModelFile])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    Interrupt.install()
    let path = arguments[Self.file]
    try OutputFile.check(arguments[Self.output], inputs: [path])
    let network: ForeignNetwork
    do {
      network = try ForeignNetwork(path)
    } catch let error as InterchangeError {
      throw CommandFailure(.badModelFile, error.description)
    }
    network.notes.forEach { StandardError.print("note: \($0)") }
    var record = ["source": network.source, "tool.version": ToolVersion.current]
    record["machine"] = arguments[Self.machine]
    let model = try FrontEndOption.model(
      arguments, inputs: network.inputs, outputs: network.outputs, record: record)
    switch network {
    case .float(let imported): try write(imported, in: model, arguments)
    case .integer(let imported): try write(imported, in: model, arguments)
    }
    return .success
  }

  private func write(
    _ imported: ImportedNetwork, in frame: FloatModel, _ arguments: ParsedArguments
  ) throws {
    let output = arguments[Self.output]
    try checkSuffix(output, "safetensors", "a float network becomes a float model")
    var model = frame
    model.graph = imported.graph
    try model.save(to: output)
    print("\(output): \(imported.source), \(imported.graph.nodes.count) nodes, float")
    let next =
      model.score == .none
      ? ["edgeasd", "infer", NextCommand.file(output), "INPUT.npy", "-o", "OUTPUT.npy"]
      : [
        "edgeasd", "quantize", NextCommand.file(output), "--calibration", "DIR", "-o",
        NextCommand.file((output as NSString).deletingPathExtension + ".easd"),
      ]
    StandardError.print(NextCommand(next).description)
  }

  private func write(
    _ imported: ImportedIntegerNetwork, in frame: FloatModel, _ arguments: ParsedArguments
  ) throws {
    let output = arguments[Self.output]
    try checkSuffix(output, "easd", "an integer network becomes a device model")
    let contents = try ModelContents(imported.network, in: frame)
    try AtomicFile.write(try ModelWriter.write(contents), to: output)
    print(
      "\(output): \(imported.source), \(imported.network.layers.count) layers, integers as they are"
    )
    let next =
      frame.score == .none
      ? ["edgeasd", "infer", NextCommand.file(output), "INPUT.npy", "-o", "OUTPUT.npy"]
      : ["edgeasd", "score", NextCommand.file(output), "CLIP"]
    StandardError.print(NextCommand(next).description)
  }

  private func checkSuffix(_ output: String, _ suffix: String, _ why: String) throws {
    guard output.lowercased().hasSuffix("." + suffix) else {
      throw UsageError("-o needs a name that ends in .\(suffix): \(why)", about: Self.output)
    }
  }
}
