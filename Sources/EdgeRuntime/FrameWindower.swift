/// Collects frames into windows, each in one piece.
struct FrameWindower {
  /// `framesPerWindow · bands` values, the caller's.
  private let memory: UnsafeMutablePointer<Int16>
  private let bands: Int
  private let framesPerWindow: Int
  private let framesPerStep: Int
  /// Frames of the current window that are there.
  private var filled = 0
  /// Frames to pass over before the next window starts, where the step exceeds the window.
  private var gap = 0

  init(
    memory: UnsafeMutablePointer<Int16>, bands: Int, framesPerWindow: Int, framesPerStep: Int
  ) {
    self.memory = memory
    self.bands = bands
    self.framesPerWindow = framesPerWindow
    self.framesPerStep = framesPerStep
  }

  /// Where the next frame belongs.
  var slot: UnsafeMutablePointer<Int16> { memory + filled &* bands }

  /// The window, once `advance` has returned true.
  var window: UnsafePointer<Int16> { UnsafePointer(memory) }

  /// Values of a window.
  var elements: Int { framesPerWindow &* bands }

  /// Counts the frame in `slot`; true where it completes a window, which is to be followed by
  /// `step`.
  mutating func advance() -> Bool {
    if gap > 0 {
      gap &-= 1
      return false
    }
    filled &+= 1
    return filled == framesPerWindow
  }

  /// Makes room for the next window, which keeps the frames it shares with this one.
  mutating func step() {
    let kept = max(framesPerWindow &- framesPerStep, 0)
    memory.update(from: memory + (framesPerWindow &- kept) &* bands, count: kept &* bands)
    filled = kept
    gap = max(framesPerStep &- framesPerWindow, 0)
  }

  /// Forgets what it holds.
  mutating func reset() {
    filled = 0
    gap = 0
  }
}
