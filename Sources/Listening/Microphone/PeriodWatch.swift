/// Notices a device that runs and yet delivers nothing: no full period of samples within the time of
/// three. Only time spent waiting counts; a slow reader is not the device's fault.
struct PeriodWatch {
  private var samples = 0
  private var waitedNanoseconds: Int64 = 0

  /// Three periods, in ms, at least 1.
  func limit(period: Int, rate: Int) -> Int64 {
    max(3000 &* Int64(period) / Int64(max(rate, 1)), 1)
  }

  mutating func heard(_ count: Int, period: Int) {
    samples &+= count
    if samples >= period { restart() }
  }

  mutating func waited(_ nanoseconds: Int64) { waitedNanoseconds &+= nanoseconds }

  /// - Parameter limit: in ms.
  func isStalled(after limit: Int64) -> Bool { waitedNanoseconds >= limit &* 1_000_000 }

  mutating func restart() { self = PeriodWatch() }
}
