import EdgeRuntime
import FloatModels

/// Runs the integer detector over one clip, beside the float network.
struct ClipTrial: Sendable {
  let image: ModelImage
  let network: NetworkContents
  let match: LayerMatch
  /// What the integers stand for: the fused graph that they were lowered from.
  let float: Network
  /// Node of the float network whose result is tensor `i + 1`.
  let resultNodes: [Int]
  let gatherer: WindowGatherer
  /// What is made of the float output.
  let score: ScoreDescription
  /// Windows of the clip that layers are measured on, evenly spread.
  let measuredWindows: Int
  /// Of no window yet.
  let bands: BandStatistics

  /// What came of a clip.
  struct Outcome: Sendable {
    /// Scores of decisions, dB² in Q24.
    var decisionsQ24: [Int64] = []
    /// Mean of the windows' scores, dB²; nil without a window.
    var score: Double?
    /// Of all windows.
    var bands: BandStatistics
    /// Of the measured windows.
    var measurement: LayerMeasurement
  }

  func run(_ clip: CalibrationClip) throws -> Outcome {
    let frames = clip.frames
    let windows = try gatherer.windowCount(values: frames.count)
    var outcome = Outcome(
      bands: bands, measurement: LayerMeasurement(tensors: match.tensorIndices.count))
    guard windows > 0 else { return outcome }
    try hear(clip, into: &outcome)
    let measured = min(measuredWindows, windows)
    for number in 0..<measured {
      // The middle of each of so many parts of the clip.
      let index = (2 * number + 1) * windows / (2 * measured)
      try measure(Array(gatherer.window(index, of: frames)), into: &outcome.measurement)
    }
    return outcome
  }

  private func hear(_ clip: CalibrationClip, into outcome: inout Outcome) throws {
    var decisions: [Int64] = []
    var scores: [Int64] = []
    outcome.bands = try image.withDetector(observer: bands) { detector in
      let collect = { (event: DetectorEvent) in
        switch event {
        case .decision(let decision): decisions.append(decision.scoreQ24)
        case .window(_, let score): scores.append(score)
        }
      }
      detector.id = detector.model.index(ofID: clip.id)
      detector.processFrames(clip.frames, collect)
      detector.finish(collect)
      return detector.observer
    }
    outcome.decisionsQ24 = decisions
    guard !scores.isEmpty else { return }
    outcome.score = scores.reduce(0) { $0 + Double($1) } / Double(scores.count) / 0x1p24
  }

  /// Compares every layer on a window of Q9 log-mel.
  func measure(_ window: [Int16], into measurement: inout LayerMeasurement) throws {
    let trace = try image.withDetector(
      observer: ActivationTrace(network, cappedTensors: match.cappedTensors)
    ) { detector in
      detector.processFrames(window) { _ in }
      return detector.observer
    }
    var input: [Float] = []
    gatherer.append(0, of: window, to: &input)
    let activations = float.activations(of: input, batch: 1)
    for (tensor, integer) in match.tensorIndices.enumerated() {
      let real = tensor == 0 ? input : activations[resultNodes[tensor - 1]]
      measurement.add(
        tensor, real: real, integer: trace.reals[integer], saturated: trace.saturated[integer])
    }
    guard let output = activations.last, let last = trace.reals.last else { return }
    measurement.addScore(
      input: input, real: output, integer: last,
      rounded: trace.roundedOutput.isEmpty ? last : trace.roundedOutput, by: score)
  }
}
