/// Measures the sound of every window from its first sample to its last.
///
/// Windows overlap, so the energy of all sound so far is noted wherever a window starts; what a
/// window holds is a difference. Sums wrap at 2⁶⁴, differences are right all the same.
struct SpanMeter {
  /// Energy at the starts of the windows that have not ended, in turn; the caller's memory.
  private let starts: UnsafeMutablePointer<UInt64>
  private let capacity: Int64
  /// Samples from one window's start to the next one's.
  let step: Int64
  /// Samples from a window's first to its last, both included.
  let span: Int64
  /// Samples since the stretch began.
  private(set) var position: Int64 = 0
  /// Energy of all of them.
  private(set) var energy: UInt64 = 0
  private var nextStart: Int64 = 0
  private var nextEnd: Int64
  /// Of the next start, `nextStart / step % capacity`.
  private var slot: Int64 = 0

  /// Numbers that `starts` has to have room for.
  static func capacity(step: Int64, span: Int64) -> Int64 { span / step &+ 2 }

  init(starts: UnsafeMutablePointer<UInt64>, step: Int64, span: Int64) {
    self.starts = starts
    self.step = step
    self.span = span
    capacity = Self.capacity(step: step, span: span)
    nextEnd = span
    noteStarts()
  }

  /// How many of `available` samples come before the next start or end of a window.
  func piece(of available: Int) -> Int {
    Int(min(Int64(available), min(nextStart, nextEnd) &- position))
  }

  /// Takes samples, at most as many as `piece` said.
  mutating func add(_ samples: UnsafePointer<Int16>, count: Int) {
    var sum: UInt64 = 0
    for index in 0..<count {
      let sample = Int32(samples[index])
      sum &+= UInt64(UInt32(bitPattern: sample &* sample))
    }
    energy &+= sum
    position &+= Int64(count)
    if position == nextEnd { nextEnd &+= step }
    noteStarts()
  }

  /// Energy of all sound before window `index`, which ended last or has not ended.
  func energy(beforeWindow index: Int64) -> UInt64 { starts[Int(index % capacity)] }

  /// Begins a stretch.
  mutating func reset() {
    (position, energy, nextStart, slot) = (0, 0, 0, 0)
    nextEnd = span
    noteStarts()
  }

  private mutating func noteStarts() {
    guard position == nextStart else { return }
    starts[Int(slot)] = energy
    slot = slot &+ 1 == capacity ? 0 : slot &+ 1
    nextStart &+= step
  }
}
