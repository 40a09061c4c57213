import EdgeRuntime
import FloatModels

/// Runs the integer detector over one clip, beside the float network.
struct ClipTrial: Sendable {
  let image: ModelImage
  let network: NetworkContents
  /// What `network` was lowered with.
  let equalization: ChannelEqualization
  let float: Network
  /// Node of the float network whose result is tensor `i + 1`.
  let resultNodes: [Int]
  let gatherer: WindowGatherer
  /// Windows of the clip that layers are measured on, evenly spread.
  let measuredWindows: Int

  /// What came of a clip.
  struct Outcome: Sendable {
    /// Scores of decisions, dB² in Q24.
    var decisionsQ24: [Int64] = []
    /// One a tensor.
    var ratios: [SignalToNoise]
  }

  func run(_ frames: [Int16]) throws -> Outcome {
    let windows = try gatherer.windowCount(values: frames.count)
    var outcome = Outcome(ratios: network.tensors.map { _ in SignalToNoise() })
    guard windows > 0 else { return outcome }
    outcome.decisionsQ24 = try decisions(frames)
    let measured = min(measuredWindows, windows)
    for number in 0..<measured {
      try measure(number * windows / measured, of: frames, into: &outcome.ratios)
    }
    return outcome
  }

  private func decisions(_ frames: [Int16]) throws -> [Int64] {
    var decisions: [Int64] = []
    try image.withDetector(observer: NoObserver()) { detector in
      let collect = { (event: DetectorEvent) in
        if case .decision(let decision) = event { decisions.append(decision.scoreQ24) }
      }
      detector.processFrames(frames, collect)
      detector.finish(collect)
    }
    return decisions
  }

  private func measure(
    _ index: Int, of frames: [Int16], into ratios: inout [SignalToNoise]
  ) throws {
    let window = Array(gatherer.window(index, of: frames))
    let trace = try image.withDetector(observer: ActivationTrace(network, equalization)) {
      detector in
      detector.processFrames(window) { _ in }
      return detector.observer
    }
    var input: [Float] = []
    gatherer.append(index, of: frames, to: &input)
    let activations = float.activations(of: input, batch: 1)
    Self.compare(input, trace.reals[0], into: &ratios[0])
    for (layer, node) in resultNodes.enumerated() {
      Self.compare(activations[node], trace.reals[layer + 1], into: &ratios[layer + 1])
    }
  }

  private static func compare(
    _ real: [Float], _ integer: [Float], into ratio: inout SignalToNoise
  ) {
    for (real, integer) in zip(real, integer) { ratio.add(Double(real), Double(integer)) }
  }
}
