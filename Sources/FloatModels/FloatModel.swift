/// A trained float detector: the network and everything needed to apply it to sound or features.
///
/// The network sees `z = (x - inputMean) / inputDeviation` with `x` the log-mel in dB, and its
/// output is in the same units; the score of a window is the mean of `(x - y)²` in dB².
public struct FloatModel: Sendable, Equatable {
  /// `dense-ae`, `conv-ae`, …
  public var family: String
  /// The network: standardised frames in, their reconstruction out.
  public var graph: Graph
  /// Mean over the training set of the log-mel, dB.
  public var inputMean: Float
  /// Standard deviation over the training set of the log-mel, dB; > 0.
  public var inputDeviation: Float
  /// Where its frames come from.
  public var frontEnd: FrontEndDescription
  /// How frames become its inputs.
  public var windowing: Windowing
  /// What it was trained on and how: `machine`, `seed`, `epochs`, `dataset.sha256`, `loss`, …
  /// Keys and values go into the file's metadata as they are.
  public var record: [String: String]

  /// A model of its parts, which are not checked against one another.
  public init(
    family: String, graph: Graph, inputMean: Float, inputDeviation: Float,
    frontEnd: FrontEndDescription, windowing: Windowing, record: [String: String]
  ) {
    self.family = family
    self.graph = graph
    self.inputMean = inputMean
    self.inputDeviation = inputDeviation
    self.frontEnd = frontEnd
    self.windowing = windowing
    self.record = record
  }
}

/// Where a model's frames come from.
public enum FrontEndDescription: Sendable, Hashable {
  /// Log-mel of PCM. `sampleRate` and the band edges in Hz, the others in samples.
  case logMel(
    sampleRate: Int, frameLength: Int, hop: Int, bands: Int, lowestHz: Double, highestHz: Double)
  /// Log-mel frames made elsewhere, in dB, of `sourceBands` bands. Where `bands` is smaller,
  /// `sourceBands / bands` neighbours are summed in power.
  case features(sourceBands: Int, bands: Int)

  /// Bands of a frame as the network sees it.
  public var bands: Int {
    switch self {
    case .logMel(_, _, _, let bands, _, _), .features(_, let bands): bands
    }
  }
}

/// How frames become windows and windows decisions.
public struct Windowing: Sendable, Hashable, Codable {
  /// Frames in a window (one network input), oldest first.
  public var framesPerWindow: Int
  /// Frames from one window's start to the next one's.
  public var framesPerStep: Int
  /// Windows a decision aggregates.
  public var windowsPerDecision: Int

  /// All three are at least 1.
  public init(framesPerWindow: Int, framesPerStep: Int, windowsPerDecision: Int) {
    self.framesPerWindow = framesPerWindow
    self.framesPerStep = framesPerStep
    self.windowsPerDecision = windowsPerDecision
  }

  private enum CodingKeys: String, CodingKey {
    case framesPerWindow = "frames_per_window"
    case framesPerStep = "frames_per_step"
    case windowsPerDecision = "windows_per_decision"
  }

  /// Number of windows in `frames` consecutive frames; 0 when they are fewer than a window.
  public func windowCount(frames: Int) -> Int {
    frames < framesPerWindow ? 0 : (frames - framesPerWindow) / framesPerStep + 1
  }
}
