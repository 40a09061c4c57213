import Foundation

@testable import Listening

/// What a microphone said, in a form that can be compared.
enum HeardEvent: Equatable {
  case samples([Int16])
  case starting
  case gap(StateReason)
  case noMicrophone(StateReason)
  case end
  case failure(ExitStatus)
}

extension ScriptedDevice {
  /// Listens until the sound ends, or so many events were heard.
  func hear(
    most: Int = .max, retryAfter: Int64 = 1000, duration: Int64? = nil, log path: String? = nil
  ) -> [HeardEvent] {
    var log = Log(
      program: "test",
      descriptor: path.map { open($0, O_WRONLY | O_CREAT | O_APPEND, 0o600) } ?? -1,
      memory: .allocate(capacity: 1024), capacity: 1024)
    var microphone = Microphone(
      ScriptedDriver(device: self), ScriptedClock(device: self), retryAfter: retryAfter,
      duration: duration)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 16)
    defer { memory.deallocate() }
    var events: [HeardEvent] = []
    while events.count < most {
      switch microphone.next(into: memory, &log) {
      case .samples(let count):
        events.append(.samples([Int16](memory.bindMemory(to: Int16.self).prefix(count))))
      case .stretch(.starting, _): events.append(.starting)
      case .stretch(_, let reason): events.append(.gap(reason))
      case .noMicrophone(let reason): events.append(.noMicrophone(reason))
      case .end: return events + [.end]
      case .failure(let status): return events + [.failure(status)]
      }
    }
    return events
  }
}
