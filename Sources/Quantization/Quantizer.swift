import EdgeRuntime
import FloatModels

/// Turns a float model into integers: surveys the clips, chooses ranges and refinements, searches the
/// precision where there are limits, measures the result, and fits threshold and probability.
public struct Quantizer {
  let model: FloatModel
  let options: QuantizationOptions
  /// What the loss is measured by, where not on normal clips: the model as it would be written.
  let measureLoss: ((ModelContents) throws -> Double)?

  /// - Parameter measureLoss: the search's criterion on labelled clips; nil takes `ScoreFidelity`.
  public init(
    _ model: FloatModel, _ options: QuantizationOptions,
    measureLoss: ((ModelContents) throws -> Double)? = nil
  ) {
    self.model = model
    self.options = options
    self.measureLoss = measureLoss
  }

  /// Quantizes by normal clips.
  ///
  /// - Throws: `QuantizationError`, `FeaturesError`; `SearchFailure` where no form keeps to the
  ///   limits; `ModelError` where the runtime refuses what was made.
  public func run(_ clips: some CalibrationSource) throws -> QuantizedModel {
    guard model.score != .none else {
      throw QuantizationError.unsupportedGraph(
        node: "output",
        reason: "the model has no score that ranges and precision could be chosen by")
    }
    var survey = try Survey(
      model, clips: clips.clipCount, holdsOut: options.limits?.loss != nil,
      findsPatches: options.compensatedRounding != .off)
    try clips.forEachPart("surveying") { try survey.observe($0) }
    guard options.fineTuning == nil || model.windowing.pooling == nil else {
      throw QuantizationError.badOption(
        name: "--finetune", value: model.family,
        allowed: "networks that are given frames; this one is given what is pooled of them")
    }
    var bench = try Workbench(self, survey)
    if bench.wantsEqualized {
      try clips.forEachPart("calibrating") { try bench.observeEqualized($0) }
    }
    try bench.prepare()
    var outcome = try bench.search()
    if let tuning = options.fineTuning, outcome.isWorthTuning {
      var (frames, seen): ([[Int16]], Int) = ([], 0)
      try clips.forEachPart("reading") { part in
        frames += survey.own(part, from: seen)
        seen += part.count
      }
      try bench.fineTune(&outcome, on: frames, tuning)
    }
    if let failure = outcome.failure { throw SearchFailure(failure, path: outcome.path) }
    var trial = try bench.finalTrial(outcome.plan, clips: clips.clipCount)
    try clips.forEachPart("measuring") { try trial.observe($0) }
    let learned = model.record["features.sha256"]
    return try bench.report(
      trial, outcome, hasLearnedFromClips: learned != nil && clips.digest == learned)
  }
}
