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
  private let hardGroups: [Int]
  private let base: PrecisionPlan
  /// Float scores of the clips that judge.
  private let floatScores: [Double]

  var model: FloatModel { quantizer.model }
  var options: QuantizationOptions { quantizer.options }

  init(_ quantizer: Quantizer, _ survey: Survey) throws {
    self.quantizer = quantizer
    self.survey = survey
    let calibrator = survey.calibrator
    guard calibrator.windowCount > 0 else {
      throw QuantizationError.nothingToCalibrateOn(clips: calibrator.shortClipCount)
    }
    base = try PrecisionPlan(calibrator.fused, quantizer.options, for: quantizer.model)
    let graph = quantizer.model.graph
    try quantizer.model.score.check(
      outputs: Network(graph).outputShape.count, inputs: graph.input.count)
    let chain = try FloatChain(quantizer.model)
    floatScores = survey.heldOut.compactMap {
      FloatChain.clipScore(
        chain.windowScores($0.frames.map(LogMelQ9.toDecibels), id: $0.id))
    }
    preparation = Preparation(calibrator.fused, calibrator.statistics, quantizer.model)
    let extremes = try calibrator.extremeWindows()
    hardQ9 = survey.samples.disturbedQ9 + extremes
    hardGroups = survey.samples.groups + extremes.map { _ in 1 }
    (normal, hard) = try Self.probes(
      calibrator.fused, quantizer.model.score, survey.samples, hardQ9, hardGroups)
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
    plain.rounding = try compensatedRounding(plain.reference)
    var other = Preparation(fused, calibrator.statistics, model)
    other.choices = RangeSelection.Choice.whole(calibrator.extremes(factors))
    other.rounding = try compensatedRounding(fused)
    let probes = try Self.probes(
      fused, model.score, survey.samples, hardQ9, hardGroups)
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
    _ fused: FusedGraph, _ score: ScoreDescription, _ samples: SampleWindows,
    _ hardQ9: [[Int16]], _ hardGroups: [Int]
  ) throws(QuantizationError) -> (ScoreProbe, ScoreProbe) {
    (
      try ScoreProbe(
        fused, inputs: samples.inputs(samples.normalQ9), score: score, groups: samples.groups),
      try ScoreProbe(fused, inputs: samples.inputs(hardQ9), score: score, groups: hardGroups)
    )
  }

  /// Whether the clips have to be seen again by an equalized network.
  var wantsEqualized: Bool { equalized != nil }

  mutating func observeEqualized(_ clips: [CalibrationClip]) throws(QuantizationError) {
    try equalized?.observe(survey.own(clips, from: equalizedClip))
    equalizedClip += clips.count
  }

  /// Chooses ranges and refinements.
  mutating func prepare() throws {
    if let equalized {
      preparation = Preparation(equalized.fused, equalized.statistics, model)
    }
    try chooseRanges()
    try considerCompensation()
    var clipping = preparation
    clipping.clipsWeights = true
    if options.weightClipping != .off {
      try take("weight clipping", options.weightClipping, clipping)
    }
    var correcting = preparation
    correcting.correctsBias = true
    if options.biasCorrection != .off, preparation.rounding == nil {
      try take("bias correction", options.biasCorrection, correcting)
    }
  }

  /// Rounds the weights of each layer together where that is asked for, or is better.
  private mutating func considerCompensation() throws {
    var compensating = preparation
    compensating.rounding = try compensatedRounding(preparation.reference)
    if compensating.rounding == nil { return }
    try take("compensated rounding", options.compensatedRounding, compensating)
  }

  /// By what the weights of a network meet in normal and in disturbed sound; nil where it is not
  /// wanted.
  private func compensatedRounding(
    _ fused: FusedGraph
  ) throws(QuantizationError) -> CompensatedRounding? {
    guard options.compensatedRounding != .off, let windows = survey.patchWindows,
      base.weights.contains(where: { $0 != .int16 })
    else { return nil }
    return try CompensatedRounding(
      fused, inputs: windows.inputs(windows.normalQ9 + windows.disturbedQ9),
      correctsBias: options.biasCorrection != .off)
  }

  /// Teaches the weights to live with a plan's rounding, where that brings the scores nearer and does
  /// not break a limit that was kept.
  mutating func fineTune(
    _ outcome: inout PrecisionSearch.Outcome, on clips: [[Int16]], _ tuning: FineTuningOptions
  ) throws {
    let plan = outcome.plan
    let untuned = preparation
    preparation = try untuned.fineTuned(for: plan, on: clips, tuning)
    let before = try error(untuned, plan, normal, hard)
    let after = try error(preparation, plan, normal, hard)
    var isTaken = after < before
    if let limit = options.limits?.loss, isTaken {
      let trial = try measured(plan)
      outcome.path.append(SearchStep(change: "fine-tuning", trial))
      if trial.loss <= limit {
        outcome.failure = nil
      } else {
        isTaken = outcome.failure != nil
      }
    }
    steps.append(
      StepReport(
        name: "fine-tuning", isTaken: isTaken, errorWithout: before, errorWith: after))
    if !isTaken { preparation = untuned }
  }

  /// The ranges of one method, or those that are best for each tensor alone; where these are worse
  /// than whole ranges once all are taken together, whole ones.
  private mutating func chooseRanges() throws {
    let statistics = preparation.statistics
    func ranges(_ method: CalibrationMethod) -> [RangeSelection.Choice] {
      statistics.indices.map { tensor in
        RangeSelection.Choice(
          method: method, range: method.range(of: statistics[tensor], on: base.grid(tensor)),
          refused: [])
      }
    }
    preparation.choices = ranges(options.method ?? .minMax)
    guard options.method == nil else { return }
    var choosing = preparation
    choosing.choices = RangeSelection(
      statistics: statistics, normal: normal, hard: hard, plan: base
    ).choices()
    try take("choice of ranges", .automatic, choosing)
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
  func search() throws -> PrecisionSearch.Outcome {
    guard let limits = options.limits else {
      return PrecisionSearch.Outcome(plan: base, path: [])
    }
    return try PrecisionSearch(
      limits: limits, fused: preparation.reference, costs: try searchCosts(limits)
    ).run(from: base, measure: measured)
  }

  /// What a plan loses and needs.
  func measured(_ plan: PrecisionPlan) throws -> PrecisionSearch.Trial {
    let lowered = try preparation.lowered(plan)
    let contents = try contents(lowered)
    let image = ModelImage(try ModelWriter.write(contents))
    let figures = ModelFigures(try image.model())
    return PrecisionSearch.Trial(
      loss: options.limits?.loss == nil ? 0 : try loss(lowered, contents),
      memoryBytes: figures.detectorBytes, fileBytes: figures.fileBytes)
  }

  private func loss(_ lowered: LoweredNetwork, _ contents: ModelContents) throws -> Double {
    if let measureLoss = quantizer.measureLoss { return try measureLoss(contents) }
    return try fidelity(lowered, contents).loss
  }

  /// Of the clips that judge.
  func fidelity(_ lowered: LoweredNetwork, _ contents: ModelContents) throws -> ScoreFidelity {
    let reference = preparation.reference
    var trial = try IntegerTrial(
      contents, LayerMatch(lowered, reference), from: reference, of: model, clips: nil)
    try trial.observe(survey.heldOut)
    return try ScoreFidelity(float: floatScores, integer: trial.clipScores)
  }

  /// What rounding each item costs on its own.
  func itemCosts(
    _ plan: PrecisionPlan, ofWeightsAlone: Bool = false
  ) throws -> [PrecisionItem: Double] {
    let rounding = try preparation.lowered(plan).rounding(of: preparation.reference)
    var costs: [PrecisionItem: Double] = [:]
    for (tensor, steps) in rounding.tensors where !ofWeightsAlone {
      costs[.activations(tensor)] = normal.deviation(.init(tensors: [tensor: steps])).badness
    }
    for (layer, node) in rounding.layers {
      costs[.weights(layer)] = normal.deviation(.init(layers: [layer: node])).badness
    }
    return costs
  }

  /// What the search may change, and what it costs.
  private func searchCosts(_ limits: SearchLimits) throws -> ItemCosts {
    guard options.isSearching else { return ItemCosts() }
    var costs = ItemCosts()
    for (item, cost) in try itemCosts(base) {
      if case .activations(let tensor) = item { costs.activations[tensor] = cost }
    }
    let isNarrow = limits.file != nil || base.weights.contains(.int4)
    for grid in isNarrow ? [WeightGrid.int4, .int8] : [.int8] {
      var plan = base
      plan.weights = plan.weights.map { _ in grid }
      for case (.weights(let layer), let cost) in try itemCosts(plan, ofWeightsAlone: true) {
        costs.weights[layer, default: [:]][grid] = cost
      }
    }
    return costs
  }

  /// A model around a network, its calibration still to come.
  func contents(_ lowered: LoweredNetwork) throws -> ModelContents {
    ModelContents(
      frontEnd: try FrontEndContents(model.frontEnd),
      windowing: WindowingContents(model.windowing),
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
