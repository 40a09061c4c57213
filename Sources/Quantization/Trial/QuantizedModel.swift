/// What a quantization made, and what is to be said about it.
public struct QuantizedModel: Sendable, Equatable {
  /// The model, ready to be written.
  public private(set) var contents: ModelContents
  /// Its metadata; writing it puts it into `contents`.
  public var metadata: ModelMetadata {
    didSet { contents.metadata = metadata.json }
  }
  /// One a layer.
  public var layers: [LayerReport]
  /// Range of the standardised input on the calibration clips.
  public var inputRange: ActivationRange
  /// Of the quantized input, dB; nil for an input that is zero throughout.
  public var inputSignalToNoise: Double?
  /// Decisions that threshold and probability were fitted to.
  public var decisionCount: Int
  /// Calibration windows.
  public var windowCount: Int
  /// Calibration clips that held a window.
  public var clipCount: Int
  /// Probability that a decision on normal sound reaches the threshold.
  public var falseAlarmProbability: Double
  /// What its user should know.
  public var warnings: [QuantizationWarning]
}

/// A layer, and how well its integers follow the float network.
public struct LayerReport: Sendable, Equatable {
  /// What it is and costs.
  public var summary: LayerSummary
  /// Extremes of its output, or percentiles, on the calibration clips.
  public var observed: ActivationRange
  /// Integer network's output against the float network's, in dB, with the errors of all layers
  /// before it; the last layer at accumulator precision. nil for an output that is zero throughout.
  public var signalToNoise: Double?
}
