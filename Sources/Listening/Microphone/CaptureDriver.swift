/// A capture device as the system offers it, without any policy: it says what happened, and
/// `Microphone` decides what follows.
protocol CaptureDriver: ~Copyable {
  /// What messages call the device.
  var name: ListenOptions.Text { get }
  /// Hz of the open device.
  var rate: Int { get }
  /// Samples after which the open device wakes its reader.
  var period: Int { get }

  /// Opens the device, agrees with it on a format, and starts it.
  ///
  /// - Parameter explainsRefusal: whether the log is told why an unsuitable device is.
  mutating func open(explainsRefusal: Bool, _ log: inout Log) -> CaptureOpening
  /// Closes the device, if it is open.
  mutating func close()
  /// Makes the open device ready anew, as after an overrun, and starts it; nil where that worked.
  mutating func restart() -> CaptureFault?
  /// Lets a device that was suspended with the system go on; nil where that worked.
  mutating func resume() -> CaptureFault?
  /// Waits for a period of samples; nil when there is one, `.again` when the time is over.
  mutating func wait(milliseconds: Int32) -> CaptureFault?
  /// Takes samples that are there, of the channel that is heard, to the start of `memory`.
  mutating func read(into memory: UnsafeMutableRawBufferPointer) -> CaptureReading
}

/// How an attempt to open a device ended.
enum CaptureOpening {
  case opened
  /// It cannot be had now: why, and the system's negative number.
  case unavailable(StateReason, Int32)
  /// It is there, but gives nothing that the model can hear.
  case unsuitable
}

/// What stood in the way.
enum CaptureFault {
  /// Nothing yet.
  case again
  /// A signal came.
  case interrupted
  case overrun
  case suspended
  /// The device is of no use any more; the system's negative number.
  case gone(StateReason, Int32)
}

/// What reading gave.
enum CaptureReading {
  /// So many samples; there may be none.
  case samples(Int)
  case fault(CaptureFault)
}

/// Time as a microphone needs it: it never jumps.
protocol CaptureClock {
  /// Monotonic, in ns.
  var now: Int64 { get }
  /// Whether somebody asked to stop.
  var isStopRequested: Bool { get }
  /// Waits; ends early when somebody asks to stop.
  mutating func sleep(milliseconds: Int64)
}
