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
