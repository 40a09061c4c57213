import Datasets
import Features
import Foundation

/// How far the level of a clip is from the mean level of its machine's normal clips. On small data sets
/// it can tell normal from faulty better than any model, because recordings were made with the same gain.
struct LevelMeter {
  private let means: [String: Double]

  /// Learns each machine's level; at least one clip.
  init(_ clips: [TrainingClip]) {
    means = Dictionary(grouping: clips, by: \.id).mapValues { clips in
      clips.reduce(0) { $0 + Self.level($1.frames) } / Double(clips.count)
    }
  }

  /// Difference in dB; for a machine that it has not heard the smallest one.
  func score(_ frames: LogMelFrames, id: String) -> Double {
    let level = Self.level(frames)
    if let mean = means[id] { return abs(level - mean) }
    return means.values.map { abs(level - $0) }.min() ?? 0
  }

  /// Mean power over frames of all bands together, dB.
  private static func level(_ frames: LogMelFrames) -> Double {
    let powers = frames.values.reduce(0) { $0 + pow(10, LogMelQ9.toDecibels($1) / 10) }
    return 10 * log10(max(powers / Double(max(frames.count, 1)), .leastNormalMagnitude))
  }
}
