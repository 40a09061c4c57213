/// Collects frames into windows, each in one piece: the frames themselves, or what is pooled of them
/// over time.
struct FrameWindower {
  /// `byteCount` bytes, the caller's. Frames, oldest first; where they are pooled, the frame that is
  /// next, then the sums of the bands or the state of their modulation filters, then the window.
  private let memory: UnsafeMutablePointer<Int16>
  private let bands: Int
  private let plan: Model.WindowPlan
  /// Frames of the current window that are there.
  private var filled = 0
  /// Frames to pass over before the next window starts, where the step exceeds the window.
  private var gap = 0

  init(memory: UnsafeMutablePointer<Int16>, bands: Int, plan: Model.WindowPlan) {
    self.memory = memory
    self.bands = bands
    self.plan = plan
  }

  /// Memory for windows of a plan.
  static func byteCount(_ plan: Model.WindowPlan, bands: Int) -> Int {
    let window = 2 * plan.elements(bands: bands)
    return plan.pooling == .none
      ? window : sumsOffset(bands) + sumsBytes(plan.pooling, bands) + window
  }

  private static func sumsBytes(_ pooling: ModelFile.FramePooling, _ bands: Int) -> Int {
    pooling == .modulation ? ModulationSpectrum.byteCount(bands: bands) : 4 * bands
  }

  /// Bytes before the sums, which are aligned.
  private static func sumsOffset(_ bands: Int) -> Int { MemoryPlan.aligned(2 * bands) }

  /// Where the next frame belongs.
  var slot: UnsafeMutablePointer<Int16> { isPooled ? memory : memory + filled &* bands }

  /// The window, once `advance` has returned true.
  var window: UnsafePointer<Int16> { UnsafePointer(isPooled ? pooled : memory) }

  /// Values of a window.
  var elements: Int { plan.elements(bands: bands) }

  private var isPooled: Bool { plan.pooling != .none }

  private var state: UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(memory) + Self.sumsOffset(bands)
  }

  private var sums: UnsafeMutablePointer<Int32> { state.assumingMemoryBound(to: Int32.self) }

  private var modulation: ModulationSpectrum { ModulationSpectrum(memory: state, bands: bands) }

  private var pooled: UnsafeMutablePointer<Int16> {
    (state + Self.sumsBytes(plan.pooling, bands)).assumingMemoryBound(to: Int16.self)
  }

  /// Counts the frame in `slot`; true where it completes a window, which is to be followed by
  /// `step`.
  mutating func advance() -> Bool {
    if gap > 0 {
      gap &-= 1
      return false
    }
    if isPooled { pool() }
    filled &+= 1
    guard filled == plan.framesPerWindow else { return false }
    if plan.pooling == .modulation {
      modulation.finish(frames: filled, into: pooled)
    } else if isPooled {
      divideSums()
    }
    return true
  }

  /// Takes the frame in `slot` into sums and maxima.
  private func pool() {
    let isFirst = filled == 0
    if plan.pooling == .modulation { return modulation.add(memory, isFirst: isFirst) }
    if plan.pooling != .maximum {
      // At most 2¹⁶ frames of magnitudes up to 2¹⁵, of which only the negative one is reached.
      for band in 0..<bands {
        sums[band] = (isFirst ? 0 : sums[band]) +% Int32(memory[band])
      }
    }
    guard plan.pooling != .mean else { return }
    let maxima = plan.pooling == .maximum ? pooled : pooled + bands
    for band in 0..<bands {
      maxima[band] = isFirst ? memory[band] : max(maxima[band], memory[band])
    }
  }

  /// The means, rounded to nearest, ties up.
  private func divideSums() {
    guard plan.pooling != .maximum else { return }
    let count = Int64(widening: plan.framesPerWindow)
    for band in 0..<bands {
      // Far from the ends of an Int64; division rounds towards zero, and is to round down.
      let twice = 2 *% Int64(widening: sums[band]) +% count
      let quotient = twice / (2 *% count)
      let isBelow = twice < quotient *% 2 *% count
      pooled[band] = Int16(narrowing: isBelow ? quotient -% 1 : quotient)
    }
  }

  /// Makes room for the next window, which keeps the frames it shares with this one.
  mutating func step() {
    let kept = max(plan.framesPerWindow &- plan.framesPerStep, 0)
    if !isPooled {
      memory.update(
        from: memory + (plan.framesPerWindow &- kept) &* bands, count: kept &* bands)
    }
    filled = kept
    gap = max(plan.framesPerStep &- plan.framesPerWindow, 0)
  }

  /// Forgets what it holds.
  mutating func reset() {
    filled = 0
    gap = 0
  }
}
