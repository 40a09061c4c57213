import EdgeRuntime

/// A microphone that comes back: whatever happens to the device, it goes on when it can, and says
/// where sound is missing.
///
/// It is no more than a state machine: `Driver` and `Clock` do all that touches the system.
struct Microphone<Driver: CaptureDriver & ~Copyable, Clock: CaptureClock>: SampleSource, ~Copyable {
  var driver: Driver
  var clock: Clock
  var backOff: BackOff
  /// When to stop, by the clock; nil for "never".
  private let deadline: Int64?
  var isOpen = false
  /// Why it is not open, or was not before.
  var loss = StateReason.begin
  /// What the last attempt to open it met.
  var obstacle = StateReason.begin
  /// Whether a sample was ever heard, and since the last gap.
  var hasHeard = false
  var hasHeardSinceGap = false
  /// Restarts since the last sample.
  var restarts = 0
  var progress = PeriodWatch()

  /// Restarts without a sample after which the device is closed and opened again.
  static var mostRestarts: Int { 4 }
  /// How long a suspended device may need to resume, and how often it is asked, in ms.
  static var resumeTime: Int64 { 1000 }
  static var resumeInterval: Int64 { 100 }

  /// - Parameters:
  ///   - retryAfter: the first wait before the device is opened again, in ms.
  ///   - duration: ms after which the sound ends; nil for "never".
  init(_ driver: consuming Driver, _ clock: Clock, retryAfter: Int64, duration: Int64?) {
    let now = clock.now
    self.driver = driver
    self.clock = clock
    backOff = BackOff(first: retryAfter, seed: UInt64(bitPattern: now))
    deadline = duration.map { now &+ $0 &* 1_000_000 }
  }

  var rate: Int { driver.rate }

  mutating func next(
    into memory: UnsafeMutableRawBufferPointer, _ log: inout Log
  ) -> SourceEvent {
    while true {
      if clock.isStopRequested || timeLeft <= 0 { return end(&log) }
      let event = isOpen ? capture(into: memory, &log) : open(&log)
      if let event { return event }
    }
  }

  /// Milliseconds until the deadline.
  var timeLeft: Int64 {
    @inline(never) get {
      guard let deadline else { return .max }
      return (deadline &- clock.now &+ 999_999) / 1_000_000
    }
  }

  /// One attempt; nil where it changed nothing.
  private mutating func open(_ log: inout Log) -> SourceEvent? {
    if loss != .begin {
      clock.sleep(milliseconds: min(backOff.next(), timeLeft))
      if clock.isStopRequested || timeLeft <= 0 { return nil }
    }
    switch driver.open(explainsRefusal: loss != .unsuitable, &log) {
    case .opened:
      isOpen = true
      restarts = 0
      progress.restart()
      hasHeardSinceGap = false
      return hasHeard ? .stretch(.gap, loss) : .stretch(.starting, .begin)
    case .unsuitable:
      if loss == .begin { return .failure(.audioDevice) }
      if loss == .unsuitable { return nil }
      loss = .unsuitable
      return .noMicrophone(.unsuitable)
    case .unavailable(let reason, let error):
      if loss == .begin { return lose(reason, error, &log) }
      // That what was pulled out is absent is no news.
      if reason != obstacle, reason != .absent {
        tell(Self.absence, reason, error, Self.waiting, &log)
      }
      obstacle = reason
      return nil
    }
  }

  private mutating func end(_ log: inout Log) -> SourceEvent {
    driver.close()
    isOpen = false
    if clock.isStopRequested || hasHeard { return .end }
    log.message(
      """
      no sound came from %
        none until the time was over
        look for it with --list, and at its cable
      """, .text(driver.name))
    return .failure(.audioDevice)
  }
}
