import SeededRandom

/// Clips for training and for validation. Windows of one clip overlap and resemble one another, so
/// that a clip is on one side as a whole.
struct ClipSplit {
  /// In ascending order.
  let training: [Int]
  /// In ascending order; empty where there are too few clips.
  let validation: [Int]

  /// Draws `fraction` of the clips that have windows, at least one of them if there are two and the
  /// fraction is above 0, and leaves at least one for training.
  init(_ windows: WindowSource, fraction: Double, seed: UInt64) {
    var clips = windows.windowCounts.indices.filter { windows.windowCounts[$0] > 0 }
    let wanted = Int((fraction * Double(clips.count)).rounded())
    let count = fraction > 0 ? min(max(wanted, 1), clips.count - 1) : 0
    var generator = SeededGenerator(seed: seed, stream: "validation")
    generator.shuffle(&clips)
    validation = clips.prefix(count).sorted()
    training = clips.dropFirst(count).sorted()
  }
}
