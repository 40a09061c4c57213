import EdgeRuntime
import FloatModels

/// The end of a quantization: the model measured, its threshold fitted, and what is to be said.
extension Workbench {
  /// Runs the plan's integers over clips that are still to come.
  func finalTrial(_ plan: PrecisionPlan, clips: Int) throws -> IntegerTrial {
    let lowered = try preparation.lowered(plan)
    let reference = preparation.reference
    return try IntegerTrial(
      try contents(lowered), LayerMatch(lowered, reference), from: reference, of: model,
      clips: clips)
  }

  /// Fits threshold and probability, and hands over the model.
  ///
  /// - Parameter hasLearnedFromClips: whether the model was made of the very clips of the trial.
  /// - Throws: `QuantizationError` for a threshold rule that the model cannot follow, or where no
  ///   clip held a window.
  func report(
    _ trial: IntegerTrial, _ outcome: PrecisionSearch.Outcome, hasLearnedFromClips: Bool
  ) throws -> QuantizedModel {
    let plan = outcome.plan
    guard !trial.decisionsQ24.isEmpty else {
      throw QuantizationError.nothingToCalibrateOn(clips: 0)
    }
    let lowered = try preparation.lowered(plan)
    let costs = try itemCosts(plan)
    let tail = try options.threshold.tail(decisionSeconds: model.decisionSeconds)
    let isHeldOut = hasLearnedFromClips && !model.heldOutScores.isEmpty
    let decisions =
      isHeldOut
      ? Self.heldOut(model.heldOutScores, learned: trial.decisionsQ24) : trial.decisionsQ24
    let calibration = ScoreCalibration(decisionsQ24: decisions, tail: tail)
    var contents = try contents(lowered)
    contents.calibration = calibration.contents
    contents.calibration.bands = trial.bands.contents
    var metadata = ModelMetadata(
      machine: model.record["machine"],
      ids: (model.record["ids"] ?? "").split(separator: ",").map(String.init),
      family: model.family, dataSetDigest: model.record["features.sha256"],
      toolVersion: options.toolVersion,
      activations: plan.settled(preparation.reference).activationName,
      calibrationMethod: options.method?.description ?? "auto",
      calibrationClips: survey.calibrator.clipCount, distribution: calibration.distribution)
    metadata.choice = model.record["choice.summary"]
    contents.metadata = metadata.json
    return QuantizedModel(
      contents: contents, metadata: metadata, layers: layerReports(trial, lowered, costs),
      input: inputReport(trial, plan, costs), steps: steps,
      refusedRanges: refusedRanges, path: options.limits == nil ? nil : outcome.path,
      fidelity: try fidelity(lowered, contents), isHeldOut: survey.isHeldOut,
      scoreError: trial.measurement.score.scoreError,
      roundedScoreError: trial.measurement.roundedScore.scoreError,
      decisionCount: isHeldOut ? model.heldOutScores.count : decisions.count,
      windowCount: survey.calibrator.windowCount,
      clipCount: survey.calibrator.clipCount, isThresholdHeldOut: isHeldOut,
      falseAlarmProbability: tail,
      warnings: warnings(lowered, calibration))
  }

  /// Decisions on clips that were held out, in Q24.
  ///
  /// A few of them tell how far normal sound to come lies above what was learned from, but hardly how
  /// much it varies. Of a network that is nearly as good on either, the spread is therefore that of
  /// the clips that were learned from, where these are more.
  private static func heldOut(_ scores: [Float], learned: [Int64]) -> [Int64] {
    let heldOut = scores.map { Int64(Double($0) * 0x1p24) }
    guard learned.count > heldOut.count else { return heldOut }
    func mean(_ values: [Int64]) -> Double {
      values.reduce(0) { $0 + Double($1) } / Double(values.count)
    }
    let ratio = mean(heldOut) / mean(learned)
    guard (0.8...nearlyAsGood).contains(ratio) else { return heldOut }
    // Below 1 it is chance: nothing is better on what it has not learned from.
    return learned.map { Int64((Double($0) * max(ratio, 1)).rounded()) }
  }

  /// Mean score of clips that were held out, beside that of those that were learned from.
  private static let nearlyAsGood = 1.25

  /// By name, the methods whose ranges were better on normal windows alone.
  private var refusedRanges: [String: [CalibrationMethod]] {
    preparation.choices.enumerated().reduce(into: [:]) { refused, choice in
      guard !choice.element.refused.isEmpty else { return }
      let tensor = choice.offset
      refused[tensor == 0 ? "input" : preparation.reference.layers[tensor - 1].name] =
        choice.element.refused
    }
  }

  private func layerReports(
    _ trial: IntegerTrial, _ lowered: LoweredNetwork, _ costs: [PrecisionItem: Double]
  ) -> [LayerReport] {
    let fused = preparation.reference
    let rounding = lowered.rounding(of: fused)
    let measurement = trial.measurement
    return fused.layers.indices.compactMap { layer in
      guard let integer = lowered.layerIndices[layer] else { return nil }
      let tensor = layer + 1
      return LayerReport(
        summary: LayerSummary(lowered.network, layer: integer),
        observed: preparation.choices[tensor].range,
        method: rounding.tensors[tensor] == nil ? nil : preparation.choices[tensor].method,
        signalToNoise: measurement.ratios[tensor].decibels,
        ownSignalToNoise: ownRatio(layer, rounding).decibels,
        activationCost: costs[.activations(tensor)], weightCost: costs[.weights(layer)],
        saturated: measurement.saturated[tensor], measured: measurement.counts[tensor],
        weightSpread: fused.layers[layer].weightSpread)
    }
  }

  private func inputReport(
    _ trial: IntegerTrial, _ plan: PrecisionPlan, _ costs: [PrecisionItem: Double]
  ) -> InputReport {
    InputReport(
      range: preparation.choices[0].range, method: preparation.choices[0].method,
      elementType: plan.activations[0] == .int8 ? "int8" : "int16",
      signalToNoise: trial.measurement.ratios[0].decibels,
      cost: costs[.activations(0)] ?? 0,
      saturated: trial.measurement.saturated[0], measured: trial.measurement.counts[0])
  }

  private func warnings(
    _ lowered: LoweredNetwork, _ calibration: ScoreCalibration
  ) -> [QuantizationWarning] {
    var warnings = survey.calibrator.warnings + lowered.warnings + calibration.warnings
    // Behind a constant input everything is constant: one line says it.
    let ofInput = warnings.firstIndex { $0.isConstantActivation }
    let range = preparation.choices[0].range
    if let ofInput, range.minimum == range.maximum {
      let first = warnings[ofInput]
      warnings.removeAll { $0.isConstantActivation }
      warnings.insert(first, at: ofInput)
    }
    if survey.calibrator.clipCount == 1 { warnings.insert(.singleCalibrationClip, at: 0) }
    if options.limits?.loss != nil, quantizer.measureLoss == nil, !survey.isHeldOut {
      warnings.append(.notHeldOut(clips: survey.calibrator.clipCount))
    }
    return warnings
  }
}

extension FloatModel {
  /// Seconds from one decision to the next; nil where frames carry no rate.
  public var decisionSeconds: Double? {
    guard let design = frontEnd.design else { return nil }
    let frames = windowing.windowsPerDecision * windowing.framesPerStep
    return Double(frames * design.hop) / Double(design.sampleRate)
  }
}
