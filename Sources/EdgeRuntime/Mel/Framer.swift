/// Cuts a stream into frames: frame k starts at sample k·hop, however the samples arrive.
///
/// The memory holds the frame being filled from its first sample on; samples that the next frame
/// shares are moved to its start. That costs one short copy a frame and gives every frame in one
/// piece.
struct Framer {
  /// `frameLength` samples, the caller's.
  let memory: UnsafeMutablePointer<Int16>
  let frameLength: Int
  let hop: Int
  /// Samples of the frame that are there.
  private var filled = 0
  /// Samples to pass over before the frame starts, where `hop` exceeds the frame.
  private var gap = 0

  init(memory: UnsafeMutablePointer<Int16>, frameLength: Int, hop: Int) {
    self.memory = memory
    self.frameLength = frameLength
    self.hop = hop
  }

  /// The frame, once `fill` has returned true.
  var frame: UnsafePointer<Int16> { UnsafePointer(memory) }

  /// Takes samples from `position` on until the frame is complete (true) or they are used up.
  mutating func fill(from samples: Span<Int16>, position: inout Int) -> Bool {
    let skipped = min(gap, samples.count &- position)
    gap &-= skipped
    position &+= skipped
    let taken = min(frameLength &- filled, samples.count &- position)
    samples.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, taken > 0 else { return }
      UnsafeMutableRawPointer(memory + filled)
        .copyMemory(from: base + position, byteCount: 2 &* taken)
    }
    filled &+= taken
    position &+= taken
    return filled == frameLength
  }

  /// Makes room for the next frame; to be called after each complete one.
  mutating func advance() {
    let kept = max(frameLength &- hop, 0)
    UnsafeMutableRawPointer(memory)
      .copyMemory(from: memory + (frameLength &- kept), byteCount: 2 &* kept)
    filled = kept
    gap = max(hop &- frameLength, 0)
  }

  /// Forgets what it holds: the next sample starts a frame.
  mutating func reset() {
    filled = 0
    gap = 0
  }
}
