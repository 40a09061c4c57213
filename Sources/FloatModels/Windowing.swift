import Features

/// How frames become windows and windows decisions.
public struct Windowing: Sendable, Hashable, Codable {
  /// Frames in a window (one network input), oldest first.
  public var framesPerWindow: Int
  /// Frames from one window's start to the next one's.
  public var framesPerStep: Int
  /// Windows a decision aggregates.
  public var windowsPerDecision: Int
  /// What the network is given of a window; nil gives it the frames. Pooled windows do not overlap.
  public var pooling: FramePooling?

  /// All three numbers are at least 1.
  public init(
    framesPerWindow: Int, framesPerStep: Int, windowsPerDecision: Int,
    pooling: FramePooling? = nil
  ) {
    self.framesPerWindow = framesPerWindow
    self.framesPerStep = framesPerStep
    self.windowsPerDecision = windowsPerDecision
    self.pooling = pooling
  }

  private enum CodingKeys: String, CodingKey {
    case framesPerWindow = "frames_per_window"
    case framesPerStep = "frames_per_step"
    case windowsPerDecision = "windows_per_decision"
    case pooling
  }

  /// Values that the network is given of a window, for frames of `bands` values.
  public func valueCount(bands: Int) -> Int {
    (pooling?.valuesPerBand ?? framesPerWindow) * bands
  }

  /// What the network is given of the frames of a window, in dB, before standardisation.
  public func values(_ frames: ArraySlice<Double>, bands: Int) -> [Double] {
    pooling?.pooled(frames, bands: bands, unitsPerOctave: LogMelQ9.decibelsPerUnit * 512)
      ?? Array(frames)
  }

  /// Scores of the decisions on a clip, each the mean of its windows' scores; those of windows that
  /// do not fill a decision are left out, as on the device.
  public func decisions(_ windowScores: [Double]) -> [Double] {
    stride(from: 0, through: windowScores.count - windowsPerDecision, by: windowsPerDecision).map {
      windowScores[$0..<$0 + windowsPerDecision].reduce(0, +) / Double(windowsPerDecision)
    }
  }

  /// Number of windows in `frames` consecutive frames; 0 when they are fewer than a window.
  public func windowCount(frames: Int) -> Int {
    frames < framesPerWindow ? 0 : (frames - framesPerWindow) / framesPerStep + 1
  }
}
