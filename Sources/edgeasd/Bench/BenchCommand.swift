import CommandLineInterface
import DeviceSimulation
import EdgeRuntime
import Foundation
import Quantization
import TargetOptions

/// `edgeasd bench`: what a device model costs in time, instructions and memory.
struct BenchCommand: Command {
  private static let model = Parameter.argument("model", .path, help: "Device model (.easd).")
  private static let windows = Parameter.option(
    "windows", .integer(in: 10...1_000_000), valueName: "count", default: 200,
    help: "How many windows are measured.")
  private static let stream = Parameter.flag(
    "stream", help: "Measure also windows of which only what is new is computed.")
  private static let step = Parameter<Int?>.option(
    "step", .integer(in: 1...ModelLimits.frames), valueName: "frames",
    help: "Frames from one window to the next, for --stream. (default: the model's)")
  private static let json = Parameter.flag("json", help: "Print the figures as JSON.")

  let specification = CommandSpecification(
    name: "bench", abstract: "Measure what a device model costs: latency, layers, memory.",
    discussion: """
      One thread runs the model on noise; what is heard does not change the time. Every stage has \
      its median: the front end of a frame, the network's input, each layer, the score. A layer's \
      rate stands beside what this processor multiplies at best, measured in registers.

      Times depend on the machine and on what else it does. With --target the cross-built program \
      of tools/cross runs the bare network in QEMU, and its instructions are counted exactly; \
      `firmware-sim --target` counts them stage by stage.

      With --stream windows are computed both ways in turn: whole, and keeping what they share with the \
      one before, which changes no bit of a score. --step says what another step would cost.
      """,
    parameters: [
      model, windows, stream, step, TargetParameters.target, TargetParameters.programs, json,
    ],
    examples: [
      .init("edgeasd bench fan.easd", "on this machine"),
      .init("edgeasd bench fan.easd --target aarch64", "and its instructions on a Cortex-A53"),
      .init("edgeasd bench fan.easd --stream --step 16", "what overlapping windows would save"),
    ],
    exitCodes: [.badModelFile])

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    Interrupt.install()
    if arguments[Self.step] != nil, !arguments[Self.stream] {
      throw UsageError("'--step' says something of '--stream' only", about: Self.step)
    }
    let device = try DeviceModel(arguments[Self.model])
    let emulator = try TargetParameters.emulator(arguments, image: device.image, for: .inference)
    let times = try StageTimes(device, runs: arguments[Self.windows])
    let report = BenchReport(
      path: device.path, figures: ModelFigures(device.model), times: times, peak: ProcessorPeak(),
      stream: arguments[Self.stream]
        ? try StreamCost(device, step: arguments[Self.step], runs: arguments[Self.windows]) : nil,
      target: try emulator.map { try Self.cost(device.model, on: $0) })
    print(arguments[Self.json] ? report.json.pretty : report.text(arguments.style))
    return .success
  }

  /// Instructions do not depend on what the elements are.
  private static func cost(
    _ model: Model, on emulator: Emulator
  ) throws -> BenchReport.TargetCost {
    let bytes = StageTimes.noise(byteCount: model.network(0).tensor(0).byteCount)
    let inference = try emulator.infer(bytes)
    return BenchReport.TargetCost(
      machine: emulator.machine, emulator: emulator.description,
      instructions: inference.instructions.mean)
  }
}
