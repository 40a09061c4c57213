/// How long to wait before the next attempt: the first wait, then twice, then four times as long,
/// each with up to an eighth more by chance, so that many devices that lost the same thing do not
/// come back in step.
struct BackOff {
  /// The first wait, in ms.
  let first: Int64
  private var doublings: Int64 = 0
  private var random: UInt64

  init(first: Int64, seed: UInt64) {
    self.first = first
    random = seed | 1
  }

  /// Milliseconds until the next attempt.
  mutating func next() -> Int64 {
    let wait = first &<< doublings
    doublings = min(doublings &+ 1, 2)
    // Marsaglia's xorshift64.
    random ^= random &<< 13
    random ^= random &>> 7
    random ^= random &<< 17
    return wait &+ Int64((random &>> 32) % UInt64(wait / 8 &+ 1))
  }

  /// After success: the next wait is a first one.
  mutating func reset() { doublings = 0 }
}
