import CSystemCalls

/// The system's monotonic clock.
struct SystemClock: CaptureClock {
  var now: Int64 { system_monotonic_time() }
  var isStopRequested: Bool { system_stop_requested() != 0 }

  mutating func sleep(milliseconds: Int64) {
    system_sleep(Int32(truncatingIfNeeded: min(max(milliseconds, 0), 3_600_000)))
  }
}
