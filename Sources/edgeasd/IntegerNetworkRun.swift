import CommandLineInterface
import DeviceSimulation
import EdgeRuntime
import Quantization

/// The first network of a device model, on the host and perhaps on a target.
struct IntegerNetworkRun: RawNetwork {
  let input: RawTensor
  let output: RawTensor
  let sha256: String
  private let model: DeviceModel
  private let emulator: Emulator?
  private let outputTensor: IntegerTensor
  private let inputCoding: TensorCoding
  private let outputCoding: TensorCoding

  /// - Parameters:
  ///   - emulator: computes the outputs, which are compared with the host's.
  ///   - isFloat: whether samples and outputs are reals.
  init(_ model: DeviceModel, on emulator: Emulator?, isFloat: Bool) {
    self.model = model
    self.emulator = emulator
    let network = model.model.network(0)
    let inputTensor = network.tensor(0)
    outputTensor = network.tensor(network.tensorCount - 1)
    (input, output) = (RawTensor(inputTensor), RawTensor(outputTensor))
    inputCoding = TensorCoding(inputTensor, isFloat: isFloat)
    outputCoding = TensorCoding(outputTensor, isFloat: isFloat)
    sha256 = ModelFigures(model.model).sha256
  }

  func run(_ samples: RawSamples) throws -> InferenceOutcome {
    let bytes = try inputCoding.bytes(samples)
    let own = try Self.watched("computing", samples) { progress in
      try HostInference(model.image).outputs(
        bytes, progress: progress, shouldStop: { Interrupt.isRequested })
    }
    guard let emulator else {
      return InferenceOutcome(elements: outputCoding.elements(own), target: nil)
    }
    let emulated = try Self.watched("emulating", samples) { progress in
      try emulator.infer(bytes, progress: progress)
    }
    let difference = InferenceDifference(
      host: own, target: emulated.output, tensor: outputTensor)
    return InferenceOutcome(
      elements: outputCoding.elements(emulated.output),
      target: TargetOutcome(
        machine: emulator.machine, emulator: emulator.description,
        instructions: emulated.instructions, difference: difference))
  }

  private static func watched<Result>(
    _ label: String, _ samples: RawSamples, _ body: (@escaping (Int) -> Void) throws -> Result
  ) throws -> Result {
    let line = ProgressLine(label, total: samples.count, unit: "samples")
    defer { line.finish() }
    return try body { line.update($0) }
  }
}
