import ClipFeatures
import Datasets
import Features
import FloatModels
import Training

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

  /// What is pooled over each window, dB; clips by their number in `clips`.
  func pooled(_ windowing: Windowing, bands: Int) -> [PooledWindow] {
    let size = windowing.framesPerWindow * bands
    return clips.enumerated().flatMap { number, clip in
      let decibels = clip.frames.values.map(LogMelQ9.toDecibels)
      return (0..<windowing.windowCount(frames: decibels.count / bands)).map { index in
        let values = windowing.values(decibels[index * size..<(index + 1) * size], bands: bands)
        return PooledWindow(values, id: clip.id, clip: number)
      }
    }
  }
}
