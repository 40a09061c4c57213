import EdgeRuntime
import Features

/// Everything an `.easd` file holds, as values: what the quantizer makes and the writer lays out.
/// The byte layout itself is `EdgeRuntime`'s `ModelFile`, which reader and writer share.
public struct ModelContents: Sendable, Equatable {
  /// Where frames come from.
  public var frontEnd: FrontEndContents
  /// How frames become windows and windows decisions.
  public var windowing: WindowingContents
  /// One, or several where the file is an ensemble (at most 16).
  public var networks: [NetworkContents]
  /// One a network.
  public var heads: [ReconstructionHeadContents]
  /// Threshold and probability table.
  public var calibration: CalibrationContents
  /// UTF-8 JSON object with sorted keys.
  public var metadata: String
}

/// The front end's tables; see `EdgeRuntime.FrontEndTables` for the meaning of each number.
public enum FrontEndContents: Sendable, Equatable {
  case logMel(LogMelTables)
  /// Frames arrive from outside, already in Q9 log2 units.
  case features(bands: Int)

  /// Values of a frame.
  public var bands: Int {
    switch self {
    case .logMel(let tables): tables.bands.count
    case .features(let bands): bands
    }
  }
}

/// Frames to windows to decisions.
public struct WindowingContents: Sendable, Equatable {
  /// Frames of a window, oldest first; 1…65,536.
  public var framesPerWindow: Int
  /// Frames from one window's start to the next one's; 1…65,536.
  public var framesPerStep: Int
  /// Windows that a decision aggregates; 1…65,535.
  public var windowsPerDecision: Int
}

/// One integer network: tensors, and the layers that connect them.
public struct NetworkContents: Sendable, Equatable {
  /// Tensor 0 is the network's input.
  public var tensors: [TensorContents]
  /// In execution order; layer i makes tensor i + 1, the last one the network's output.
  public var layers: [LayerContents]
  /// From Q9 log-mel to the input tensor: `q = requantize(x - inputMeanQ9) + zeroPoint`, clamped.
  public var inputMeanQ9: Int32
  /// See `inputMeanQ9`.
  public var inputRequantizer: Requantizer
}

/// An int8 activation.
public struct TensorContents: Sendable, Equatable {
  /// Rows; 1 for a vector.
  public var height: Int
  /// Columns; 1 for a vector.
  public var width: Int
  /// The fastest axis.
  public var channels: Int
  /// Real value of one step.
  public var scale: Float
  /// In -128…127; the integer that stands for 0.
  public var zeroPoint: Int32
  /// Bytes from the start of the network's memory; nil for the last tensor, which only exists as
  /// accumulators that the score head consumes.
  public var arenaOffset: Int?
}

/// One integer layer.
public struct LayerContents: Sendable, Equatable {
  /// Name of the float node it came from.
  public var name: String
  /// What it computes.
  public var operation: LayerOperation
  /// Index into `NetworkContents.tensors`.
  public var input: Int
  /// Index into `NetworkContents.tensors`.
  public var output: Int
  /// Int8 in -127…127. Fully connected: `units × inputs`; convolutions: OHWI.
  public var weights: [Int8]
  /// One an output channel, at scale `input scale · weight scale`.
  public var bias: [Int32]
  /// Real value of one weight step, one an output channel.
  public var weightScales: [Float]
  /// One an output channel.
  public var requantizers: [Requantizer]
  /// Fused activation: smallest output, in the output's integers.
  public var clampMin: Int32
  /// Fused activation: largest output, in the output's integers.
  public var clampMax: Int32
}

/// What a layer computes. Strides are equal in both directions; padding is at the top and left
/// (what lies beyond the right and bottom edges is padding too), zero point in the padding.
public enum LayerOperation: Sendable, Equatable {
  /// Weights times the input as a vector, plus bias.
  case fullyConnected
  /// Cross-correlation.
  case convolution(
    kernelHeight: Int, kernelWidth: Int, stride: Int, padTop: Int, padLeft: Int)
  /// The gradient of a convolution with respect to its input.
  case transposedConvolution(
    kernelHeight: Int, kernelWidth: Int, stride: Int, padTop: Int, padLeft: Int)
}

/// Mean squared reconstruction error at accumulator precision.
///
/// Output `i` of channel `c` is `y = meanQ13 + requantize(accumulator, requantizers[c])` in Q13
/// log2 units; the score is the mean of `(16·x - y)²` brought to dB².
public struct ReconstructionHeadContents: Sendable, Equatable {
  /// One an output channel of the last layer: accumulator to Q13 log2 units.
  public var requantizers: [Requantizer]
  /// Mean of the training set's log-mel, Q13 log2 units.
  public var meanQ13: Int32
}

/// What turns a score into a decision.
public struct CalibrationContents: Sendable, Equatable {
  /// Decisions at or above it are anomalies. Score units: dB² in Q24.
  public var thresholdQ24: Int64
  /// Scores, ascending, at which the probability table has its knots, Q24.
  public var knotsQ24: [Int64]
  /// Gamma CDF at those knots, Q15, ascending, 0…32767.
  public var probabilitiesQ15: [Int16]
}
