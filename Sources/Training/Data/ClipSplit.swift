import SeededRandom

/// Clips for training and for validation. Windows of one clip overlap and resemble one another, so
/// that a clip is on one side as a whole.
struct ClipSplit {
  /// In ascending order.
  let training: [Int]
  /// In ascending order; empty where there are too few clips.
  let validation: [Int]

  /// Draws `fraction` of the clips that have windows, of each class by itself: at least one of them if
  /// there are two and the fraction is above 0, and leaves at least one for training.
  ///
  /// - Parameter labels: class of each clip; nil where there are no classes.
  init(_ windows: WindowSource, fraction: Double, seed: UInt64, labels: [Int]? = nil) {
    let usable = windows.windowCounts.indices.filter { windows.windowCounts[$0] > 0 }
    let classes = Dictionary(grouping: usable) { labels?[$0] ?? 0 }
    var generator = SeededGenerator(seed: seed, stream: "validation")
    var (training, validation): ([Int], [Int]) = ([], [])
    for label in classes.keys.sorted() {
      var clips = classes[label] ?? []
      let wanted = Int((fraction * Double(clips.count)).rounded())
      let count = fraction > 0 ? min(max(wanted, 1), clips.count - 1) : 0
      generator.shuffle(&clips)
      validation += clips.prefix(count)
      training += clips.dropFirst(count)
    }
    self.training = training.sorted()
    self.validation = validation.sorted()
  }
}
