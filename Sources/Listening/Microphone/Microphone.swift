import EdgeRuntime

/// A microphone that comes back: whatever happens to the device, it goes on when it can, and says
/// where sound is missing.
///
/// It is no more than a state machine: `Driver` and `Clock` do all that touches the system.
struct Microphone<Driver: CaptureDriver & ~Copyable, Clock: CaptureClock>: SampleSource, ~Copyable {
  private(set) var driver: Driver
  private(set) var clock: Clock
  private var backOff: BackOff
  /// When to stop, by the clock; nil for "never".
  private let deadline: Int64?
  private var isOpen = false
  /// Why it is not open, or was not before.
  private var loss = StateReason.begin
  /// What the last attempt to open it met.
  private var obstacle = StateReason.begin
  /// Whether a sample was ever heard, and since the last gap.
  private var hasHeard = false
  private var hasHeardSinceGap = false
  /// Restarts since the last sample.
  private var restarts = 0
  private var progress = PeriodWatch()

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
  private var timeLeft: Int64 {
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

// MARK: The open device

extension Microphone where Driver: ~Copyable {
  /// Waits for samples once; nil where there is nothing to say.
  @inline(never)
  private mutating func capture(
    into memory: UnsafeMutableRawBufferPointer, _ log: inout Log
  ) -> SourceEvent? {
    let limit = progress.limit(period: driver.period, rate: driver.rate)
    if progress.isStalled(after: limit) { return lose(.stalled, 0, &log) }
    let began = clock.now
    let fault = driver.wait(milliseconds: Int32(truncatingIfNeeded: min(limit, timeLeft)))
    progress.waited(clock.now &- began)
    if let fault { return recover(from: fault, limit, &log) }
    switch driver.read(into: memory) {
    case .fault(let fault): return recover(from: fault, limit, &log)
    case .samples(let count):
      if count == 0 { return recover(from: .again, limit, &log) }
      progress.heard(count, period: driver.period)
      backOff.reset()
      restarts = 0
      hasHeard = true
      hasHeardSinceGap = true
      return .samples(count)
    }
  }

  @inline(never)
  private mutating func recover(
    from fault: CaptureFault, _ limit: Int64, _ log: inout Log
  ) -> SourceEvent? {
    switch fault {
    case .interrupted: return nil
    case .again:
      if progress.isStalled(after: limit) { return nil }
      // Also where the device says that there is something and then has nothing: no spinning.
      let pause = min(max(limit / 12, 1), timeLeft)
      clock.sleep(milliseconds: pause)
      progress.waited(pause &* 1_000_000)
      return nil
    case .overrun: return restart(after: .overrun, &log)
    case .suspended: return resume(&log)
    case .gone(let reason, let error): return lose(reason, error, &log)
    }
  }

  /// The system was asleep: the driver may need some time before the device is awake too.
  private mutating func resume(_ log: inout Log) -> SourceEvent? {
    var left = Self.resumeTime
    while left > 0, !clock.isStopRequested {
      guard let fault = driver.resume() else { return gap(.suspended, &log) }
      guard case .again = fault else { break }
      clock.sleep(milliseconds: Self.resumeInterval)
      left &-= Self.resumeInterval
    }
    return restart(after: .suspended, &log)
  }

  @inline(never)
  private mutating func restart(after reason: StateReason, _ log: inout Log) -> SourceEvent? {
    restarts &+= 1
    if restarts > Self.mostRestarts { return lose(reason, 0, &log) }
    guard let fault = driver.restart() else { return gap(reason, &log) }
    if case .gone(let reason, let error) = fault { return lose(reason, error, &log) }
    return lose(reason, 0, &log)
  }

  /// The device goes on, and sound was lost. A gap after a gap without a sample in between is the
  /// same one.
  private mutating func gap(_ reason: StateReason, _ log: inout Log) -> SourceEvent? {
    progress.restart()
    guard hasHeardSinceGap else { return nil }
    hasHeardSinceGap = false
    tell("%: sound was lost (", reason, 0, "); listening goes on", &log)
    return .stretch(.gap, reason)
  }

  /// There is no microphone until it can be opened again.
  @inline(never)
  private mutating func lose(
    _ reason: StateReason, _ error: Int32, _ log: inout Log
  ) -> SourceEvent? {
    driver.close()
    isOpen = false
    loss = reason
    obstacle = reason
    tell(Self.absence, reason, error, Self.waiting, &log)
    return .noMicrophone(reason)
  }

  private static var absence: StaticString { "%: no microphone (" }
  private static var waiting: StaticString { "); waiting for it" }

  private func tell(
    _ what: StaticString, _ reason: StateReason, _ error: Int32, _ consequence: StaticString,
    _ log: inout Log
  ) {
    log.message { text in
      text.append(what, .text(driver.name))
      reason.write(to: &text)
      if error != 0 { text.append(": %", .error(error)) }
      text.append(consequence)
    }
  }
}
