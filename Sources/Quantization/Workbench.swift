import EdgeRuntime
import Features
import FloatModels

/// Where the pieces of a quantization come together.
struct Workbench {
  let quantizer: Quantizer
  let survey: Survey
  /// Of the equalized network.
  private var equalized: ActivationCalibrator?
  private var equalizedClip = 0
  private(set) var preparation: Preparation
  private(set) var steps: [StepReport] = []
  private var normal: ScoreProbe
  /// On windows that a detector must not fail on: disturbed ones, and those at the tensors' ends.
  private var hard: ScoreProbe
  private let hardQ9: [[Int16]]
  private let base: PrecisionPlan

  var model: FloatModel { quantizer.model }
  var options: QuantizationOptions { quantizer.options }

  init(_ quantizer: Quantizer, _ survey: Survey) throws {
    self.quantizer = quantizer
    self.survey = survey
    let calibrator = survey.calibrator
    guard calibrator.windowCount > 0 else {
      throw QuantizationError.nothingToCalibrateOn(clips: calibrator.shortClipCount)
    }
    base = try PrecisionPlan(calibrator.fused, quantizer.options)
    preparation = Preparation(calibrator.fused, calibrator.statistics, quantizer.model)
    hardQ9 = survey.samples.disturbedQ9 + (try calibrator.extremeWindows())
    (normal, hard) = try Self.probes(
      calibrator.fused, survey.samples, hardQ9, quantizer.model)
    try considerEqualization(calibrator)
  }

  /// Equalizes where that is asked for, or is better with whole ranges: those of equalized tensors
  /// are known without another look at the clips.
  private mutating func considerEqualization(_ calibrator: ActivationCalibrator) throws {
    guard options.equalization != .off else { return }
    let factors = try calibrator.equalization()
    guard factors != ChannelEqualization(noneFor: calibrator.fused) else { return }
    let fused = factors.applied(to: calibrator.fused)
    var plain = preparation
    plain.choices = try RangeSelection.Choice.whole(calibrator.ranges(.minMax))
    var other = Preparation(fused, calibrator.statistics, model)
    other.choices = RangeSelection.Choice.whole(calibrator.extremes(factors))
    let probes = try Self.probes(fused, survey.samples, hardQ9, model)
    let before = try error(plain, normal, hard)
    let after = try error(other, probes.0, probes.1)
    let isTaken = options.equalization == .on || after < before
    steps.append(
      StepReport(
        name: "equalization", isTaken: isTaken, errorWithout: before, errorWith: after))
    guard isTaken else { return }
    equalized = try ActivationCalibrator(model, fused)
    (normal, hard) = probes
  }

  private static func probes(
    _ fused: FusedGraph, _ samples: SampleWindows, _ hardQ9: [[Int16]], _ model: FloatModel
  ) throws(QuantizationError) -> (ScoreProbe, ScoreProbe) {
    let isScored = model.score == .meanSquaredError
    return (
      try ScoreProbe(fused, inputs: samples.inputs(samples.normalQ9), isScored: isScored),
      try ScoreProbe(fused, inputs: samples.inputs(hardQ9), isScored: isScored)
    )
  }

  /// Whether the clips have to be seen again by an equalized network.
  var wantsEqualized: Bool { equalized != nil }

  mutating func observeEqualized(_ clips: [[Int16]]) throws(QuantizationError) {
    try equalized?.observe(survey.own(clips, from: equalizedClip))
    equalizedClip += clips.count
  }

  /// Chooses ranges and refinements.
  mutating func prepare() throws {
    if let equalized {
      preparation = Preparation(equalized.fused, equalized.statistics, model)
    }
    preparation.choices = choices(preparation.statistics)
    var clipping = preparation
    clipping.clipsWeights = true
    if options.weightClipping != .off {
      try take("weight clipping", options.weightClipping, clipping)
    }
    var correcting = preparation
    correcting.correctsBias = true
    if options.biasCorrection != .off {
      try take("bias correction", options.biasCorrection, correcting)
    }
  }

  /// Teaches the weights to live with a plan's rounding, where that brings the scores nearer.
  mutating func fineTune(
    for plan: PrecisionPlan, on clips: [[Int16]], _ tuning: FineTuningOptions
  ) throws {
    let tuned = try preparation.fineTuned(for: plan, on: clips, tuning)
    let before = try error(preparation, plan, normal, hard)
    let after = try error(tuned, plan, normal, hard)
    steps.append(
      StepReport(
        name: "fine-tuning", isTaken: after < before, errorWithout: before, errorWith: after))
    if after < before { preparation = tuned }
  }

  private func choices(_ statistics: [ActivationStatistics]) -> [RangeSelection.Choice] {
    if let method = options.method {
      return statistics.indices.map { tensor in
        RangeSelection.Choice(
          method: method, range: method.range(of: statistics[tensor], on: base.grid(tensor)),
          refused: [])
      }
    }
    return RangeSelection(
      statistics: statistics, normal: normal, hard: hard, plan: base
    ).choices()
  }

  /// Takes a step where it was asked for, or brings the scores nearer; says what it brought.
  private mutating func take(
    _ name: String, _ choice: StepChoice, _ other: Preparation
  ) throws {
    let before = try error(preparation, normal, hard)
    let after = try error(other, normal, hard)
    let isTaken = choice == .on || after < before
    if isTaken { preparation = other }
    steps.append(
      StepReport(name: name, isTaken: isTaken, errorWithout: before, errorWith: after))
  }

  /// Error with everything rounded, on normal and hard windows together.
  private func error(
    _ preparation: Preparation, _ normal: ScoreProbe, _ hard: ScoreProbe
  ) throws(QuantizationError) -> Double {
    try error(preparation, base, normal, hard)
  }

  private func error(
    _ preparation: Preparation, _ plan: PrecisionPlan, _ normal: ScoreProbe,
    _ hard: ScoreProbe
  ) throws(QuantizationError) -> Double {
    let rounding = try preparation.lowered(plan).rounding(of: preparation.reference)
    var deviation = normal.deviation(rounding)
    deviation.add(hard.deviation(rounding))
    return deviation.badness
  }
}

/// The precision.
extension Workbench {
  /// The plan that the options say, or that the search finds.
  func plan() throws -> (PrecisionPlan, [SearchStep]?) {
    guard let limits = options.limits else { return (base, nil) }
    let isSearching = options.isSearching
    let search = PrecisionSearch(
      limits: limits, fused: preparation.reference, costs: isSearching ? try itemCosts(base) : [:],
      narrowCosts: isSearching && limits.file != nil ? try narrowCosts() : [:])
    let float = try floatScores()
    return try search.run(from: base) { plan in
      let contents = try self.contents(preparation.lowered(plan))
      let image = ModelImage(try ModelWriter.write(contents))
      let figures = ModelFigures(try image.model())
      return PrecisionSearch.Trial(
        loss: limits.loss == nil ? 0 : try loss(plan, contents, float),
        memoryBytes: model.score == .none ? figures.networkBytes : figures.detectorBytes,
        fileBytes: figures.fileBytes)
    }
  }

  private func loss(
    _ plan: PrecisionPlan, _ contents: ModelContents, _ float: [Double]
  ) throws -> Double {
    if let measureLoss = quantizer.measureLoss { return try measureLoss(contents) }
    return try fidelity(plan, float)?.loss ?? 0
  }

  /// Float scores of the clips that judge.
  private func floatScores() throws -> [Double] {
    let chain = try FloatChain(model)
    return survey.heldOut.compactMap {
      FloatChain.clipScore(chain.windowScores($0.map(LogMelQ9.toDecibels)))
    }
  }

  /// Of the clips that judge; nil of a bare network.
  func fidelity(_ plan: PrecisionPlan, _ float: [Double]? = nil) throws -> ScoreFidelity? {
    guard model.score == .meanSquaredError else { return nil }
    let lowered = try preparation.lowered(plan)
    var trial = try IntegerTrial(
      try contents(lowered), LayerMatch(lowered), from: preparation.reference, of: model,
      clips: nil)
    try trial.observe(survey.heldOut)
    return try ScoreFidelity(
      float: float ?? floatScores(), integer: trial.clipScores)
  }

  /// What rounding each item to 8 bits costs on its own.
  func itemCosts(_ plan: PrecisionPlan) throws -> [PrecisionItem: Double] {
    let rounding = try preparation.lowered(plan).rounding(of: preparation.reference)
    var costs: [PrecisionItem: Double] = [:]
    for (tensor, steps) in rounding.tensors {
      costs[.activations(tensor)] = normal.deviation(.init(tensors: [tensor: steps])).badness
    }
    for (layer, node) in rounding.layers {
      costs[.weights(layer)] = normal.deviation(.init(layers: [layer: node])).badness
    }
    return costs
  }

  private func narrowCosts() throws -> [Int: Double] {
    var plan = base
    plan.weights = plan.weights.map { _ in .int4 }
    let rounding = try preparation.lowered(plan).rounding(of: preparation.reference)
    return rounding.layers.reduce(into: [:]) { costs, layer in
      costs[layer.key] = normal.deviation(.init(layers: [layer.key: layer.value])).badness
    }
  }

  /// A model around a network, its calibration still to come.
  func contents(_ lowered: LoweredNetwork) throws -> ModelContents {
    guard model.score == .meanSquaredError else {
      return ModelContents(bare: lowered.network, metadata: "{}")
    }
    return ModelContents(
      frontEnd: try FrontEndContents(model.frontEnd),
      windowing: WindowingContents(
        framesPerWindow: model.windowing.framesPerWindow,
        framesPerStep: model.windowing.framesPerStep,
        windowsPerDecision: model.windowing.windowsPerDecision),
      networks: [lowered.network], heads: [lowered.head],
      calibration: CalibrationContents(
        thresholdQ24: 0, knotsQ24: [0, 1], probabilitiesQ15: [0, 32767]),
      metadata: "{}")
  }

  /// Local figures of a layer: its own signal to noise with its weights and its result rounded.
  func ownRatio(_ layer: Int, _ rounding: ScoreProbe.Rounding) -> SignalToNoise {
    normal.localRatio(
      layer: layer, node: rounding.layers[layer], steps: rounding.tensors[layer + 1])
  }
}
