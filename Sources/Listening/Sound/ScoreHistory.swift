import EdgeRuntime

/// The scores of the last few decisions.
struct ScoreHistory: ~Copyable {
  // As many as `Alarm.mostDecisions`.
  private var scoresQ24: InlineArray<16, Int64> = .init(repeating: 0)
  private let most: Int
  private var next = 0
  /// Scores there are.
  private(set) var count = 0

  /// - Parameter most: scores that are kept, 1…`Alarm.mostDecisions`.
  init(most: Int) { self.most = most }

  mutating func add(_ scoreQ24: Int64) {
    scoresQ24[next] = scoreQ24
    next = next &+ 1 == most ? 0 : next &+ 1
    count = min(count &+ 1, most)
  }

  /// Score `index` in Q24, the oldest first.
  subscript(index: Int) -> Int64 {
    let place = next &- count &+ index
    return scoresQ24[place < 0 ? place &+ most : place]
  }
}
