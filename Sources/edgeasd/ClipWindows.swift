import ClipFeatures
import Datasets
import FloatModels

/// A normal clip to learn from.
struct TrainingClip {
  let id: String
  let frames: LogMelFrames
}

/// Clips of which each is a window: as many frames as the shortest has that is not much shorter than
/// the others. Longer ones give several.
struct ClipWindows {
  /// Those of at least half the usual length.
  let clips: [TrainingClip]
  /// The others.
  let shortClips: Int
  let framesPerWindow: Int

  /// - Parameters:
  ///   - clips: at least one, of at least one frame each.
  ///   - mostFrames: a window has no more frames than this.
  init(_ clips: [TrainingClip], bands: Int, mostFrames: Int = 65_536) {
    let lengths = clips.map { $0.frames.values.count / bands }
    let usual = lengths.sorted()[lengths.count / 2]
    let used = zip(clips, lengths).filter { $0.1 * 2 >= usual }
    self.clips = used.map(\.0)
    shortClips = clips.count - used.count
    framesPerWindow = min(used.map(\.1).min() ?? usual, mostFrames)
  }

  /// Windows that adjoin, each a decision.
  func windowing(pooling: FramePooling? = nil) -> Windowing {
    Windowing(
      framesPerWindow: framesPerWindow, framesPerStep: framesPerWindow, windowsPerDecision: 1,
      pooling: pooling)
  }
}
