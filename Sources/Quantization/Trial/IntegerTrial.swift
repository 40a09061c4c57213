import Dispatch
import EdgeRuntime
import FloatModels
import Synchronization

/// Runs the integer detector over normal clips: measures every layer against the float network,
/// and collects the decisions that threshold and probability are fitted to.
///
/// Memory grows by one number a decision and by nothing else.
public struct IntegerTrial {
  /// The network on trial.
  public let lowered: LoweredNetwork
  /// Scores of decisions, dB² in Q24.
  public private(set) var decisionsQ24: [Int64] = []

  private let calibrator: ActivationCalibrator
  private let model: FloatModel
  private let method: CalibrationMethod
  private let ranges: [ActivationRange]
  private let equalization: ChannelEqualization
  private var contents: ModelContents
  private let image: ModelImage
  private let float: Network
  private let gatherer: WindowGatherer
  private var ratios: [SignalToNoise]
  /// Windows a clip that layers are measured on.
  private let measuredPerClip: Int

  /// Windows that layers are measured on, over all clips.
  private static let measuredWindows = 512

  /// Lowers the calibrated network.
  /// - Throws: `QuantizationError`, `FeaturesError`, or `ModelError` where the runtime refuses what
  ///   was made.
  public init(
    _ calibrator: ActivationCalibrator, of model: FloatModel, method: CalibrationMethod = .minMax
  ) throws {
    self.calibrator = calibrator
    self.model = model
    self.method = method
    ranges = try calibrator.ranges(method)
    // Percentiles of equalized channels are not those of the tensor that was measured.
    equalization =
      method == .minMax
      ? try calibrator.equalization() : ChannelEqualization(noneFor: calibrator.fused)
    lowered = try equalization.applied(to: calibrator.fused).lowered(
      ranges: method == .minMax ? calibrator.extremes(equalization) : ranges,
      inputMean: model.inputMean, inputDeviation: model.inputDeviation)
    contents = ModelContents(
      frontEnd: try FrontEndContents(model.frontEnd),
      windowing: WindowingContents(
        framesPerWindow: model.windowing.framesPerWindow,
        framesPerStep: model.windowing.framesPerStep,
        windowsPerDecision: model.windowing.windowsPerDecision),
      networks: [lowered.network], heads: [.reconstruction(lowered.head)],
      calibration: CalibrationContents(
        thresholdQ24: 0, knotsQ24: [0, 1], probabilitiesQ15: [0, 32767]),
      metadata: "{}")
    image = ModelImage(try ModelWriter.write(contents))
    do { float = try Network(calibrator.fused.graph) } catch {
      throw QuantizationError.badGraph(error)
    }
    gatherer = try WindowGatherer(model)
    ratios = Array(repeating: SignalToNoise(), count: lowered.network.tensors.count)
    measuredPerClip = max(1, Self.measuredWindows / max(calibrator.clipCount, 1))
  }

  /// Runs the detector over clips (frames in Q9 log2 units, `frames × bands`), several at a time;
  /// the result does not depend on how many.
  /// - Throws: `QuantizationError.badFrames`.
  public mutating func observe(_ clips: [[Int16]]) throws {
    let observer = ClipTrial(
      image: image, network: lowered.network, equalization: equalization, float: float,
      resultNodes: calibrator.fused.resultNodes, gatherer: gatherer,
      measuredWindows: measuredPerClip)
    let outcomes = Mutex(
      [Result<ClipTrial.Outcome, any Error>?](repeating: nil, count: clips.count))
    DispatchQueue.concurrentPerform(iterations: clips.count) { index in
      let outcome = Result { try observer.run(clips[index]) }
      outcomes.withLock { $0[index] = outcome }
    }
    // In the order of the clips, so that sums are the same in every run.
    for outcome in outcomes.withLock({ $0 }) {
      guard let outcome = try outcome?.get() else { continue }
      decisionsQ24 += outcome.decisionsQ24
      for index in ratios.indices { ratios[index].add(outcome.ratios[index]) }
    }
  }

  /// Fits threshold and probability, and hands over the model.
  /// - Throws: `QuantizationError` for a threshold rule that the model cannot follow, or where no
  ///   clip held a window.
  public func finish(_ rule: ThresholdRule, toolVersion: String) throws -> QuantizedModel {
    guard !decisionsQ24.isEmpty else { throw QuantizationError.nothingToCalibrateOn(clips: 0) }
    let tail = try rule.tail(decisionSeconds: model.decisionSeconds)
    let calibration = ScoreCalibration(decisionsQ24: decisionsQ24, tail: tail)
    var warnings = calibrator.warnings + lowered.warnings + calibration.warnings
    if calibration.warnings.isEmpty, tail * Double(decisionsQ24.count) < 1 {
      warnings.append(.extrapolated(expected: 1 / tail, count: decisionsQ24.count))
    }
    // Behind a constant input everything is constant: one line says it.
    let ofInput = warnings.firstIndex { $0.isConstantActivation }
    if let ofInput, ranges[0].minimum == ranges[0].maximum {
      let first = warnings[ofInput]
      warnings.removeAll { $0.isConstantActivation }
      warnings.insert(first, at: ofInput)
    }
    if calibrator.clipCount == 1 { warnings.insert(.singleCalibrationClip, at: 0) }
    var contents = contents
    contents.calibration = calibration.contents
    let metadata = ModelMetadata(
      machine: model.record["machine"],
      ids: (model.record["ids"] ?? "").split(separator: ",").map(String.init),
      family: model.family, dataSetDigest: model.record["features.sha256"],
      toolVersion: toolVersion, calibrationMethod: method,
      calibrationClips: calibrator.clipCount, distribution: calibration.distribution)
    contents.metadata = metadata.json
    return QuantizedModel(
      contents: contents, metadata: metadata, layers: layerReports(),
      inputRange: ranges[0], inputSignalToNoise: ratios[0].decibels,
      decisionCount: decisionsQ24.count, windowCount: calibrator.windowCount,
      clipCount: calibrator.clipCount, falseAlarmProbability: tail, warnings: warnings)
  }

  private func layerReports() -> [LayerReport] {
    lowered.network.layers.indices.map { index in
      LayerReport(
        summary: LayerSummary(lowered.network, layer: index), observed: ranges[index + 1],
        signalToNoise: ratios[index + 1].decibels)
    }
  }
}

extension FloatModel {
  /// Seconds from one decision to the next; nil where frames carry no rate.
  public var decisionSeconds: Double? {
    guard case .logMel(let sampleRate, _, let hop, _, _, _) = frontEnd else { return nil }
    let frames = windowing.windowsPerDecision * windowing.framesPerStep
    return Double(frames * hop) / Double(sampleRate)
  }
}
