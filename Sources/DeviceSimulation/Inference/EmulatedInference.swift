import EdgeRuntime

/// What a target's bare network made of some samples.
public struct EmulatedInference: Sendable, Equatable {
  /// The integers of the outputs, little-endian.
  public let output: [UInt8]
  /// Instructions that the target executed.
  public let instructions: InferenceInstructions
}

extension Emulator {
  /// Applies the network on the target.
  ///
  /// - Parameters:
  ///   - input: the integers of whole samples, little-endian, one sample after the other.
  ///   - progress: told several times a second how many samples are done.
  /// - Throws: `TargetError`, `InstructionsError`; `CancellationError` where it was stopped.
  public func infer(
    _ input: [UInt8], progress: (Int) -> Void = { _ in }
  ) throws -> EmulatedInference {
    let network = try image.model().network(0)
    let outputBytes = network.tensor(network.tensorCount - 1).byteCount
    let samples = input.count / network.tensor(0).byteCount
    let (output, snapshots) = try run(
      ["infer", Self.input, Self.output], on: input,
      seconds: Self.timeout + Self.secondsPerSample * samples,
      progress: { progress($0 / outputBytes) })
    guard output.count == samples * outputBytes else {
      throw TargetError.incomplete(
        target: machine.name, bytes: output.count, expected: samples * outputBytes)
    }
    return EmulatedInference(
      output: output,
      instructions: try InferenceInstructions(samples: samples, snapshots: snapshots))
  }

  /// Several times what the largest networks need.
  private static let secondsPerSample = 10
}
