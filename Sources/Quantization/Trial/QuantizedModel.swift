/// What a quantization made, and what is to be said about it.
public struct QuantizedModel: Sendable {
  /// The model, ready to be written.
  public internal(set) var contents: ModelContents
  /// Its metadata; writing it puts it into `contents`.
  public var metadata: ModelMetadata {
    didSet { contents.metadata = metadata.json }
  }
  /// One a layer of the fused graph that is computed.
  public var layers: [LayerReport]
  /// The network's input, as a layer without weights is reported.
  public var input: InputReport
  /// What each refinement brought.
  public var steps: [StepReport]
  /// By the name of a layer, or `input`: methods whose ranges were better on normal windows and
  /// worse on hard ones, and so were refused.
  public var refusedRanges: [String: [CalibrationMethod]]
  /// The search's way; nil where there was none.
  public var path: [SearchStep]?
  /// Scores of held-out normal clips, or of the first ones where none were held out.
  public var fidelity: ScoreFidelity
  /// Whether ranges and weights were found without the clips that `fidelity` is of.
  public var isHeldOut: Bool
  /// Relative error of a window's score (root mean square) as the head takes it.
  public var scoreError: Double
  /// The same if the head took the last layer's integers instead of its sums.
  public var roundedScoreError: Double
  /// Decisions that threshold and probability were fitted to.
  public var decisionCount: Int
  /// Calibration windows.
  public var windowCount: Int
  /// Calibration clips that held a window.
  public var clipCount: Int
  /// Whether these are scores of clips by models that had not learned from them, and not the integer
  /// detector's own of the calibration clips.
  public var isThresholdHeldOut: Bool
  /// Probability that a decision on normal sound reaches the threshold.
  public var falseAlarmProbability: Double
  /// What its user should know.
  public var warnings: [QuantizationWarning]
}

/// The network's input, and how well its integers follow it.
public struct InputReport: Sendable, Equatable {
  /// Calibrated range, in standard deviations.
  public var range: ActivationRange
  /// How it was found.
  public var method: CalibrationMethod
  /// `int8` or `int16`.
  public var elementType: String
  /// Of the rounded input, dB; nil for one that is zero throughout.
  public var signalToNoise: Double?
  /// Relative error of a window's score where only the input is rounded.
  public var cost: Double
  /// Values at an end of the range.
  public var saturated: Int
  /// Values measured.
  public var measured: Int
}
