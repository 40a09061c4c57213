/// For each end of each tensor's range, the clip that reaches it: two clips a tensor at most.
struct ExtremeClips: Sendable {
  /// An end of a tensor's range.
  struct End: Hashable, Comparable {
    let tensor: Int
    let isLower: Bool

    static func < (left: End, right: End) -> Bool {
      (left.tensor, left.isLower ? 0 : 1) < (right.tensor, right.isLower ? 0 : 1)
    }
  }

  /// Frames by the end that they reach.
  private(set) var clips: [End: [Int16]] = [:]

  /// Keeps the clip's frames where it goes beyond all clips before it.
  mutating func note(
    _ tensor: Int, _ clip: ActivationStatistics, beside before: ActivationStatistics,
    _ frames: [Int16]
  ) {
    if clip.histogram.maximum > before.histogram.maximum {
      clips[End(tensor: tensor, isLower: false)] = frames
    }
    // A ReLU's lower end is reached by every clip.
    if clip.histogram.minimum < before.histogram.minimum, clip.histogram.minimum < 0 {
      clips[End(tensor: tensor, isLower: true)] = frames
    }
  }
}
