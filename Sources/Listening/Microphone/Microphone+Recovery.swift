import EdgeRuntime

// What an open device may meet, and what follows.
extension Microphone where Driver: ~Copyable {
  /// Waits for samples once; nil where there is nothing to say.
  @inline(never)
  mutating func capture(
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
  mutating func lose(
    _ reason: StateReason, _ error: Int32, _ log: inout Log
  ) -> SourceEvent? {
    driver.close()
    isOpen = false
    loss = reason
    obstacle = reason
    tell(Self.absence, reason, error, Self.waiting, &log)
    return .noMicrophone(reason)
  }

  static var absence: StaticString { "%: no microphone (" }
  static var waiting: StaticString { "); waiting for it" }

  func tell(
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
