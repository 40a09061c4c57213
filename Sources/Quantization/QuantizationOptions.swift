import EdgeRuntime
import ThresholdFitting

/// How a float model is turned into integers.
public struct QuantizationOptions: Sendable {
  /// How ranges are found; nil chooses for each tensor what changes the score least.
  public var method: CalibrationMethod?
  /// Of all tensors that `q15Layers` does not name; nil takes what suits the model.
  public var activations: ModelFile.ElementType?
  /// Of all layers that `layerWeights` does not name; nil takes what suits the model.
  public var weights: WeightGrid?
  /// Names of layers whose result is int16; `input` is the network's input.
  public var q15Layers: [String] = []
  /// Widths of single layers' weights, by name.
  public var layerWeights: [String: WeightGrid] = [:]
  /// Balancing channels against one another.
  public var equalization = StepChoice.automatic
  /// Cutting weights so that the others become finer.
  public var weightClipping = StepChoice.automatic
  /// Taking away what rounded weights add on average.
  public var biasCorrection = StepChoice.automatic
  /// Rounding weights so that they make up for each other's errors.
  public var compensatedRounding = StepChoice.automatic
  /// What has to be kept to.
  public var limits: SearchLimits?
  /// Whether precision may be changed to keep to the limits; else they are only checked.
  public var isSearching = true
  /// Teaching the weights to live with their rounding; nil leaves them as they are.
  public var fineTuning: FineTuningOptions?
  /// Where the threshold is put.
  public var threshold = ThresholdRule.percentile(90)
  /// Goes into the file.
  public var toolVersion: String

  /// Everything on automatic.
  public init(toolVersion: String) { self.toolVersion = toolVersion }
}

/// What a quantized model must not exceed.
public struct SearchLimits: Sendable, Hashable {
  /// Most that may be lost, as the criterion measures it.
  public var loss: Double?
  /// Bytes of the detector's memory.
  public var memory: Int?
  /// Bytes of the model file.
  public var file: Int?

  /// Limits; nil is none.
  public init(loss: Double? = nil, memory: Int? = nil, file: Int? = nil) {
    self.loss = loss
    self.memory = memory
    self.file = file
  }
}
