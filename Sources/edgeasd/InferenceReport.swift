import CommandLineInterface
import DeviceSimulation
import Foundation

/// What `edgeasd infer` did, as text and as JSON.
struct InferenceReport {
  let model: String
  let network: any RawNetwork
  let samples: RawSamples
  let output: String
  let target: TargetOutcome?

  func text(_ style: Style) -> String {
    var table = TextTable([.left, .left])
    table.add(["input", network.input.text])
    table.add(["output", network.output.text])
    table.add(["wrote", "\(output): \(Figures.count(samples.count)) samples"])
    return style.bold(model) + "\n" + table.description
  }

  /// What is said on standard error: the target's verdict, and the next command.
  var remarks: [String] { [verdict, next].compactMap(\.self) }

  private var verdict: String? {
    guard let target, target.difference == nil else { return nil }
    let count = Figures.count(Int(target.instructions.mean.rounded()))
    return "target \(target.machine.name) (\(target.emulator)): bit-exact with host ✓, "
      + "\(count) instructions a sample"
  }

  /// A device model goes to a target, and from there to its board.
  private var next: String? {
    guard network.input.quantization != nil else { return nil }
    let file = NextCommand.file(model)
    guard target == nil else {
      let header = (model as NSString).deletingPathExtension + ".h"
      return NextCommand("edgeasd", "export", file, "--c-array", "-o", header).description
    }
    return NextCommand(
      "edgeasd", "infer", file, NextCommand.file(samples.path), "-o", NextCommand.file(output),
      "--target", "cortex-m4"
    ).description
  }

  /// Why the run failed although outputs were written: a target with other bits.
  var refusal: String? {
    guard let target, let difference = target.difference else { return nil }
    let name = target.machine.name
    return """
      \(name) does not compute the host's bits
        sample \(difference.sample), element \(difference.element): the host has \
      \(difference.host), \(name) \(difference.target); \(difference.differingSamples) of \
      \(samples.count) samples differ
        \(output) holds the target's outputs; build its program anew: `tools/cross \(name)`
      """
  }
}

extension InferenceReport {
  /// docs/infer.md lists the keys.
  var json: JSONValue {
    .object([
      .init("model", .string(model)), .init("model_sha256", .string(network.sha256)),
      .init("samples", .integer(samples.count)), .init("input", Self.json(network.input)),
      .init("output", Self.json(network.output)), .init("output_file", .string(output)),
      .init("target", target.map(Self.json) ?? ["name": "host"]),
    ])
  }

  private static func json(_ tensor: RawTensor) -> JSONValue {
    .object([
      .init("type", .string(tensor.elementType)),
      .init("shape", .array(tensor.shape.map { .integer($0) })),
      .init("scale", JSONValue(tensor.quantization.map { Double($0.scale) })),
      .init("zero_point", tensor.quantization.map { .integer(Int($0.zeroPoint)) } ?? .null),
    ])
  }

  private static func json(_ target: TargetOutcome) -> JSONValue {
    let counts = target.instructions.samples.map { Int($0) }
    return .object([
      .init("name", .string(target.machine.name)),
      .init("processor", .string(target.machine.processor)),
      .init("emulator", .string(target.emulator)),
      .init("bit_exact", .bool(target.difference == nil)),
      .init("differing_samples", .integer(target.difference?.differingSamples ?? 0)),
      .init("first_difference", target.difference.map(Self.json) ?? .null),
      .init(
        "instructions",
        [
          "start": .integer(Int(target.instructions.start)),
          "sample": .number(target.instructions.mean), "least": .integer(counts.min() ?? 0),
          "most": .integer(counts.max() ?? 0),
        ]),
    ])
  }

  private static func json(_ difference: InferenceDifference) -> JSONValue {
    [
      "sample": .integer(difference.sample), "element": .integer(difference.element),
      "host": .integer(difference.host), "target": .integer(difference.target),
    ]
  }
}
