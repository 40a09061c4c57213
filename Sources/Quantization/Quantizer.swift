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
    var survey = try Survey(model, clips: clips.clipCount, holdsOut: options.limits?.loss != nil)
    try clips.forEachPart("surveying") { try survey.observe($0) }
    var bench = try Workbench(self, survey)
    if bench.wantsEqualized {
      try clips.forEachPart("calibrating") { try bench.observeEqualized($0) }
    }
    try bench.prepare()
    let (plan, path) = try bench.plan()
    if let tuning = options.fineTuning {
      var (frames, seen): ([[Int16]], Int) = ([], 0)
      try clips.forEachPart("reading") { part in
        frames += survey.own(part, from: seen)
        seen += part.count
      }
      try bench.fineTune(for: plan, on: frames, tuning)
    }
    var trial = try bench.finalTrial(plan, clips: clips.clipCount)
    try clips.forEachPart("measuring") { try trial.observe($0) }
    return try bench.report(trial, plan, path)
  }
}
