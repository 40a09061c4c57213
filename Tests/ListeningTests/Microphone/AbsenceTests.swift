import Foundation
import Testing

@testable import Listening

@Suite struct AbsenceTests {
  private let device = ScriptedDevice()
  private let sound: [Int16] = [1, 2, 3]
  private let gone = CaptureFault.gone(.unplugged, -19)
  private let absent = CaptureOpening.unavailable(.absent, -19)

  @Test func unpluggedDeviceIsOpenedUntilItIsBack() {
    device.steps = [.samples(sound), .fault(gone), .samples(sound)]
    device.openings = [.opened] + Array(repeating: absent, count: 30)
    #expect(
      device.hear() == [
        .starting, .samples(sound), .noMicrophone(.unplugged), .gap(.unplugged), .samples(sound),
        .end,
      ])
    #expect(device.sleeps.count == 31)
    for (index, sleep) in device.sleeps.enumerated() {
      let wait: Int64 = [1000, 2000][safe: index] ?? 4000
      #expect((wait...wait + wait / 8).contains(sleep), "wait \(index): \(sleep) ms")
    }
    // It is chance: not all alike.
    #expect(Set(device.sleeps).count > 10)
  }

  @Test func soundMakesTheNextWaitAFirstOne() {
    for _ in 0..<5 { device.steps += [.samples(sound), .fault(gone)] }
    _ = device.hear(retryAfter: 800)
    #expect(device.sleeps.count == 5)
    #expect(device.sleeps.allSatisfy { (800...900).contains($0) })
  }

  @Test func openingWithoutSoundIsNoSuccess() {
    device.steps = Array(repeating: .fault(gone), count: 4)
    let events = device.hear()
    #expect(events.filter { $0 == .noMicrophone(.unplugged) }.count == 4)
    #expect(device.sleeps.count == 4 && device.sleeps[3] >= 4000)
    #expect(!events.contains(.gap(.unplugged)), "nothing was heard, nothing was lost")
  }

  @Test func deviceAbsentAtTheStartIsWaitedFor() {
    device.openings = [absent, absent, absent]
    device.steps = [.samples(sound)]
    #expect(device.hear() == [.noMicrophone(.absent), .starting, .samples(sound), .end])
    #expect(device.calls == [.open, .open, .open, .open, .close])
  }

  @Test func unsuitableDeviceIsAFailureAtTheStart() {
    device.openings = [.unsuitable]
    #expect(device.hear() == [.failure(.audioDevice)])
  }

  @Test func unsuitableDeviceInTheOthersPlaceIsWaitedOut() {
    device.steps = [.samples(sound), .fault(gone), .samples(sound)]
    device.openings = [.opened, .unsuitable, .unsuitable, absent]
    #expect(
      device.hear() == [
        .starting, .samples(sound), .noMicrophone(.unplugged), .noMicrophone(.unsuitable),
        .gap(.unsuitable), .samples(sound), .end,
      ])
  }

  @Test func stopEndsEveryWait() {
    device.stopsAtEnd = false
    device.openings = Array(repeating: absent, count: 1000)
    device.isStopRequested = true
    #expect(device.hear() == [.end])
  }

  @Test func timeEndsWithoutASound() {
    device.openings = Array(repeating: absent, count: 1000)
    #expect(device.hear(duration: 10_000) == [.noMicrophone(.absent), .failure(.audioDevice)])
    #expect(device.sleeps.reduce(0, +) == 10_000)
  }

  @Test func timeEndsWithSound() {
    device.stopsAtEnd = false
    device.steps = Array(repeating: .samples(Array(repeating: 0, count: 1600)), count: 100)
    let events = device.hear(duration: 2050)
    #expect(events.count == 23 && events.last == .end)
  }

  @Test func aHundredReplugsLeaveNothingOpen() {
    for _ in 0..<100 { device.steps += [.samples(sound), .fault(gone)] }
    device.openings = (0..<100).flatMap { _ in [CaptureOpening.opened, absent] }
    let events = device.hear()
    #expect(events.filter { $0 == .gap(.unplugged) }.count == 100)
    #expect(device.calls.filter { $0 == .close }.count == 101 && !device.isOpen)
  }

  @Test func aStateIsToldOnce() throws {
    let path = NSTemporaryDirectory() + "listening-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    device.steps = [.samples(sound), .fault(gone), .samples(sound), .fault(.overrun)]
    device.openings = [.opened] + Array(repeating: absent, count: 9)
    device.openings += Array(repeating: .unavailable(.denied, -13), count: 9)
    _ = device.hear(log: path)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(
      lines.map { $0.dropFirst("test: hw:CARD=Test: ".count) } == [
        "no microphone (unplugged: No such device); waiting for it",
        "no microphone (denied: Permission denied); waiting for it",
        "sound was lost (overrun); listening goes on",
      ])
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
