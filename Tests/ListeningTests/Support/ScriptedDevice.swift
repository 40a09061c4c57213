import Foundation

@testable import Listening

/// A device and a clock that do what a test wants, and write down what was done to them.
final class ScriptedDevice {
  /// What the open device does next.
  enum Step {
    case samples([Int16])
    case fault(CaptureFault)
    /// It says that samples are there, and then has none.
    case emptyPromise
    /// It says nothing until the reader's patience is over.
    case silence
  }

  /// What was done to the device.
  enum Call: Equatable {
    case open, close, restart, resume
  }

  static let rate = 16000
  /// 100 ms.
  static let period = 1600

  var steps: [Step] = []
  private var position = 0
  /// How the next attempts to open end; after them all succeed.
  var openings: [CaptureOpening] = []
  var restarts: [CaptureFault?] = []
  var resumes: [CaptureFault?] = []
  /// ns.
  var now: Int64 = 0
  var isStopRequested = false
  /// When the script is over, the test wants to hear no more.
  var stopsAtEnd = true

  private(set) var calls: [Call] = []
  /// ms, between attempts to open it.
  private(set) var sleeps: [Int64] = []
  private(set) var isOpen = false
  private(set) var waits = 0

  func sleep(_ milliseconds: Int64) {
    guard !isStopRequested else { return }
    sleeps.append(milliseconds)
    now += milliseconds * 1_000_000
  }

  fileprivate func open() -> CaptureOpening {
    precondition(!isOpen, "opened twice")
    calls.append(.open)
    if openings.isEmpty, position == steps.count, stopsAtEnd { isStopRequested = true }
    let opening = openings.isEmpty ? .opened : openings.removeFirst()
    if case .opened = opening { isOpen = true }
    return opening
  }

  fileprivate func close() {
    if isOpen { calls.append(.close) }
    isOpen = false
  }

  fileprivate func restart() -> CaptureFault? {
    calls.append(.restart)
    return restarts.isEmpty ? nil : restarts.removeFirst()
  }

  fileprivate func resume() -> CaptureFault? {
    calls.append(.resume)
    return resumes.isEmpty ? nil : resumes.removeFirst()
  }

  fileprivate func wait(_ milliseconds: Int32) -> CaptureFault? {
    precondition(isOpen && milliseconds >= 0)
    waits += 1
    guard position < steps.count else {
      if stopsAtEnd { isStopRequested = true } else { now += Int64(milliseconds) * 1_000_000 }
      return .again
    }
    switch steps[position] {
    case .samples(let samples):
      now += Int64(samples.count) * 1_000_000_000 / Int64(Self.rate)
      return nil
    case .emptyPromise: return nil
    case .silence:
      position += 1
      now += Int64(milliseconds) * 1_000_000
      return .again
    case .fault(let fault):
      // Every second one shows itself only when samples are fetched.
      if waits % 2 == 0 { return nil }
      position += 1
      return fault
    }
  }

  fileprivate func read(_ memory: UnsafeMutableRawBufferPointer) -> CaptureReading {
    precondition(isOpen)
    guard position < steps.count else { return .samples(0) }
    defer { position += 1 }
    switch steps[position] {
    case .samples(let samples):
      samples.withUnsafeBytes { memory.copyMemory(from: $0) }
      return .samples(samples.count)
    case .emptyPromise, .silence: return .samples(0)
    case .fault(let fault): return .fault(fault)
    }
  }
}

struct ScriptedDriver: CaptureDriver, ~Copyable {
  let device: ScriptedDevice
  /// Never freed, never changed.
  nonisolated(unsafe) private static let text = ListenOptions.Text(strdup("hw:CARD=Test")!)

  var name: ListenOptions.Text { Self.text }

  var rate: Int { ScriptedDevice.rate }
  var period: Int { ScriptedDevice.period }

  mutating func open(explainsRefusal: Bool, _ log: inout Log) -> CaptureOpening { device.open() }
  mutating func close() { device.close() }
  mutating func restart() -> CaptureFault? { device.restart() }
  mutating func resume() -> CaptureFault? { device.resume() }
  mutating func wait(milliseconds: Int32) -> CaptureFault? { device.wait(milliseconds) }
  mutating func read(into memory: UnsafeMutableRawBufferPointer) -> CaptureReading {
    device.read(memory)
  }
}

struct ScriptedClock: CaptureClock {
  let device: ScriptedDevice

  var now: Int64 { device.now }
  var isStopRequested: Bool { device.isStopRequested }
  mutating func sleep(milliseconds: Int64) { device.sleep(milliseconds) }
}
