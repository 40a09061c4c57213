import CommandLineInterface
import Datasets
import Foundation
import TargetOptions

/// `edgeasd infer`: the bare network on raw inputs.
struct InferCommand: Command {
  private static let model = Parameter.argument(
    "model", .path, help: "Device model (.easd) or float model (.safetensors).")
  private static let input = Parameter.argument(
    "input", .path, help: "Inputs of the network (.npy); the first axis are the samples.")
  private static let output = Parameter.requiredOption(
    "output", short: "o", .path, valueName: "file", help: "Where the outputs go (.npy).")
  private static let samples = Parameter<Int?>.option(
    "samples", .integer(in: 1...Int.max), valueName: "count", help: "Take the first ones only.")
  private static let float = Parameter.flag(
    "float",
    help: "Of a device model: float32 in and out, by the scales and zero points of its tensors.")
  private static let json = Parameter.flag("json", help: "Print the figures as JSON.")

  let specification = CommandSpecification(
    name: "infer", abstract: "Apply the bare network to raw inputs, to compare it with others.",
    discussion: """
      Each sample holds as many elements as the network's input, in the order height, width, \
      channels, whatever its shape. A device model takes and gives the integers of its tensors, \
      int8 or int16, bit for bit as the device computes them; of a detector, that is its (first) \
      network without front end, standardisation and score. A float model takes and gives float32, \
      and the mean and deviation that it may hold are not applied.

      With --target the cross-built program of tools/cross computes in QEMU, and the host as well; \
      where one bit differs the exit code is 1.
      """,
    parameters: [
      model, input, output, samples, float, TargetParameters.target, TargetParameters.programs,
      json,
    ],
    examples: [
      .init("edgeasd infer kws.easd inputs.npy -o outputs.npy", "integers in, integers out"),
      .init(
        "edgeasd infer kws.easd inputs.npy -o outputs.npy --target cortex-m4",
        "the same bits on a Cortex-M4? With its instructions"),
      .init(
        "edgeasd infer kws.safetensors inputs.npy -o outputs.npy", "the float model's float32"),
    ],
    exitCodes: [.badModelFile])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    Interrupt.install()
    let (model, output) = (arguments[Self.model], arguments[Self.output])
    try OutputFile.check(output, inputs: [model, arguments[Self.input]])
    let network = try network(model, arguments)
    let samples = try RawSamples(
      arguments[Self.input], for: network.input, limit: arguments[Self.samples])
    let outcome = try network.run(samples)
    if Interrupt.isRequested { throw CancellationError() }
    let shape = [samples.count] + network.output.axes
    try NumpyFile.write(NumpyArray(shape: shape, elements: outcome.elements), to: output)
    let report = InferenceReport(
      model: model, network: network, samples: samples, output: output, target: outcome.target)
    print(arguments[Self.json] ? report.json.pretty : report.text(arguments.style))
    if let refusal = report.refusal { throw CommandFailure(.failure, refusal) }
    report.remarks.forEach { StandardError.print($0) }
    return .success
  }

  private func network(_ path: String, _ arguments: ParsedArguments) throws -> any RawNetwork {
    if try DeviceModel.isClaimed(by: path) {
      let model = try DeviceModel(path)
      let emulator = try TargetParameters.emulator(arguments, image: model.image, for: .inference)
      return IntegerNetworkRun(model, on: emulator, isFloat: arguments[Self.float])
    }
    guard arguments[TargetParameters.target] == "host" else {
      throw UsageError(
        "A float model runs on the host; targets run device models (.easd)",
        about: TargetParameters.target)
    }
    return try FloatNetworkRun(path)
  }
}
