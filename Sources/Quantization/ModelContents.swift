import EdgeRuntime
import Features
import FloatModels

/// Everything an `.easd` file holds, as values: what the quantizer makes and the writer lays out.
/// The byte layout itself is `EdgeRuntime`'s `ModelFile`, which reader and writer share.
public struct ModelContents: Sendable, Equatable {
  /// Where frames come from.
  public var frontEnd: FrontEndContents
  /// How frames become windows and windows decisions.
  public var windowing: WindowingContents
  /// One, or several where the file is an ensemble (at most 16).
  public var networks: [NetworkContents]
  /// One a network; none but `.none` where the front end is `.tensors`.
  public var heads: [ScoreHeadContents]
  /// Threshold and probability table.
  public var calibration: CalibrationContents
  /// UTF-8 JSON object with sorted keys.
  public var metadata: String

  /// A model of its parts, which are checked when it is written.
  public init(
    frontEnd: FrontEndContents, windowing: WindowingContents, networks: [NetworkContents],
    heads: [ScoreHeadContents], calibration: CalibrationContents, metadata: String
  ) {
    self.frontEnd = frontEnd
    self.windowing = windowing
    self.networks = networks
    self.heads = heads
    self.calibration = calibration
    self.metadata = metadata
  }

  /// A bare network, for `edgeasd infer`: it hears and scores nothing.
  public init(bare network: NetworkContents, metadata: String) {
    self.init(
      frontEnd: .tensors(count: network.tensors.first?.count ?? 0),
      windowing: WindowingContents(framesPerWindow: 1, framesPerStep: 1, windowsPerDecision: 1),
      networks: [network], heads: [.none],
      calibration: CalibrationContents(
        thresholdQ24: 0, knotsQ24: [0, 1], probabilitiesQ15: [0, 32767]),
      metadata: metadata)
  }
}

/// The front end's tables; see `EdgeRuntime.FrontEndTables` for the meaning of each number.
public enum FrontEndContents: Sendable, Equatable {
  case logMel(LogMelTables)
  /// Frames arrive from outside, already in Q9 log2 units.
  case features(bands: Int)
  /// A bare network of so many inputs.
  case tensors(count: Int)

  /// Values of a frame.
  public var bands: Int {
    switch self {
    case .logMel(let tables): tables.bands.count
    case .features(let bands): bands
    case .tensors(let count): count
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
  /// What the networks are given of a window.
  public var pooling: ModelFile.FramePooling

  /// All three numbers are at least 1.
  public init(
    framesPerWindow: Int, framesPerStep: Int, windowsPerDecision: Int,
    pooling: ModelFile.FramePooling = .none
  ) {
    self.framesPerWindow = framesPerWindow
    self.framesPerStep = framesPerStep
    self.windowsPerDecision = windowsPerDecision
    self.pooling = pooling
  }

  /// As the float model has it.
  init(_ windowing: Windowing) {
    let pooling: ModelFile.FramePooling =
      switch windowing.pooling {
      case nil: .none
      case .mean: .mean
      case .maximum: .maximum
      case .meanAndMaximum: .meanAndMaximum
      case .modulation: .modulation
      }
    self.init(
      framesPerWindow: windowing.framesPerWindow, framesPerStep: windowing.framesPerStep,
      windowsPerDecision: windowing.windowsPerDecision, pooling: pooling)
  }
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

  /// A network of its parts. One that is given its input as it is needs no more.
  public init(
    tensors: [TensorContents], layers: [LayerContents], inputMeanQ9: Int32 = 0,
    inputRequantizer: Requantizer = Requantizer(multiplier: 0, shift: 0)
  ) {
    self.tensors = tensors
    self.layers = layers
    self.inputMeanQ9 = inputMeanQ9
    self.inputRequantizer = inputRequantizer
  }
}

/// An activation.
public struct TensorContents: Sendable, Equatable {
  /// Rows; 1 for a vector.
  public var height: Int
  /// Columns; 1 for a vector.
  public var width: Int
  /// The fastest axis.
  public var channels: Int
  /// int8 or int16.
  public var elementType: ModelFile.ElementType
  /// Real value of one step.
  public var scale: Float
  /// In -128…127, 0 for int16; the integer that stands for 0.
  public var zeroPoint: Int32
  /// Bytes from the start of the network's memory; nil for a last tensor that only exists as
  /// accumulators, which the score head consumes.
  public var arenaOffset: Int?

  /// An activation of its parts.
  public init(
    height: Int, width: Int, channels: Int, elementType: ModelFile.ElementType = .int8,
    scale: Float, zeroPoint: Int32, arenaOffset: Int? = nil
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.elementType = elementType
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.arenaOffset = arenaOffset
  }

  /// Number of elements.
  public var count: Int { height * width * channels }
  /// Number of bytes.
  public var byteCount: Int { count * elementType.byteCount }
}

/// What turns a score into a decision.
public struct CalibrationContents: Sendable, Equatable {
  /// Decisions at or above it are anomalies. Score units: dB² in Q24.
  public var thresholdQ24: Int64
  /// Scores, ascending, at which the probability table has its knots, Q24.
  public var knotsQ24: [Int64]
  /// Gamma CDF at those knots, Q15, ascending, 0…32767.
  public var probabilitiesQ15: [Int16]
  /// What tells which bands made a decision; nil where nobody knows, and in a site's calibration.
  public var bands: BandNormsContents?

  /// A calibration of its parts.
  public init(
    thresholdQ24: Int64, knotsQ24: [Int64], probabilitiesQ15: [Int16],
    bands: BandNormsContents? = nil
  ) {
    self.thresholdQ24 = thresholdQ24
    self.knotsQ24 = knotsQ24
    self.probabilitiesQ15 = probabilitiesQ15
    self.bands = bands
  }

  /// A copy of a calibration.
  public init(_ calibration: Calibration) {
    self.init(
      thresholdQ24: calibration.thresholdQ24, knotsQ24: Array(calibration.knotsQ24),
      probabilitiesQ15: Array(calibration.probabilitiesQ15),
      bands: BandNormsContents(reading: calibration.bands))
  }

  /// Calls `body` with the calibration as the device sees it, which is valid until it returns.
  func withCalibration<Result>(_ body: (Calibration) -> Result) -> Result {
    knotsQ24.withUnsafeBufferPointer { knots in
      probabilitiesQ15.withUnsafeBufferPointer { probabilities in
        (bands?.normalQ26 ?? []).withUnsafeBufferPointer { normal in
          (bands?.expectedQ13 ?? []).withUnsafeBufferPointer { expected in
            body(
              Calibration(
                thresholdQ24: thresholdQ24, knotsQ24: knots, probabilitiesQ15: probabilities,
                bands: BandNorms(normalQ26: normal, expectedQ13: expected)))
          }
        }
      }
    }
  }
}

/// What is expected of the bands of normal sound; see `EdgeRuntime.BandNorms`.
public struct BandNormsContents: Sendable, Equatable {
  /// Mean squared deviation of each band in normal sound, Q26 of log2 units, at least 1.
  public var normalQ26: [Int64]
  /// Mean level of each band or value of a pooled window, Q13 log2 units; empty where a band is
  /// expected to be what the network makes of it.
  public var expectedQ13: [Int32]

  /// Norms of their parts.
  public init(normalQ26: [Int64], expectedQ13: [Int32]) {
    self.normalQ26 = normalQ26
    self.expectedQ13 = expectedQ13
  }
}
