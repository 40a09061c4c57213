import Testing

@testable import Listening

@Suite struct RecoveryTests {
  private let device = ScriptedDevice()
  private let sound: [Int16] = Array(1...1600)

  @Test func overrunIsAGapAndSoundGoesOn() {
    device.steps = [.samples(sound), .fault(.overrun), .samples(sound)]
    #expect(
      device.hear() == [.starting, .samples(sound), .gap(.overrun), .samples(sound), .end])
    #expect(device.calls == [.open, .restart, .close])
    #expect(device.sleeps.isEmpty)
  }

  @Test func overrunsWithoutASampleInBetweenAreOneGap() {
    device.steps = [.samples(sound), .fault(.overrun), .fault(.overrun), .samples(sound)]
    #expect(
      device.hear() == [.starting, .samples(sound), .gap(.overrun), .samples(sound), .end])
  }

  @Test func overrunsForEverLeadToOpeningAnew() {
    device.steps = [.samples(sound)] + Array(repeating: .fault(.overrun), count: 5)
    device.steps += [.samples(sound)]
    #expect(
      device.hear() == [
        .starting, .samples(sound), .gap(.overrun), .noMicrophone(.overrun), .gap(.overrun),
        .samples(sound), .end,
      ])
    #expect(device.calls.filter { $0 == .open }.count == 2)
  }

  @Test func suspendedDeviceIsResumedWhenItIsReady() {
    device.steps = [.samples(sound), .fault(.suspended), .samples(sound)]
    device.resumes = [.again, .again, .again, nil]
    #expect(
      device.hear() == [.starting, .samples(sound), .gap(.suspended), .samples(sound), .end])
    #expect(device.calls == [.open, .resume, .resume, .resume, .resume, .close])
    #expect(device.sleeps == [100, 100, 100])
  }

  @Test func deviceThatDoesNotResumeWithinASecondIsRestarted() {
    device.steps = [.samples(sound), .fault(.suspended), .samples(sound)]
    device.resumes = Array(repeating: .again, count: 20)
    #expect(
      device.hear() == [.starting, .samples(sound), .gap(.suspended), .samples(sound), .end])
    #expect(device.calls.filter { $0 == .resume }.count == 10)
    #expect(device.calls.filter { $0 == .restart }.count == 1)
    #expect(device.sleeps == Array(repeating: 100, count: 10))
  }

  @Test func deviceThatCannotResumeIsRestartedAtOnce() {
    device.steps = [.samples(sound), .fault(.suspended), .samples(sound)]
    device.resumes = [.gone(.failed, -38)]
    #expect(
      device.hear() == [.starting, .samples(sound), .gap(.suspended), .samples(sound), .end])
    #expect(device.calls == [.open, .resume, .restart, .close])
  }

  @Test func deviceThatCannotBeRestartedIsOpenedAnew() {
    device.steps = [.samples(sound), .fault(.overrun), .samples(sound)]
    device.restarts = [.gone(.unplugged, -19)]
    #expect(
      device.hear() == [
        .starting, .samples(sound), .noMicrophone(.unplugged), .gap(.unplugged), .samples(sound),
        .end,
      ])
  }

  @Test func shortReadsAreSoundLikeAny() {
    let pieces: [[Int16]] = [[1], [2, 3], Array(4...100), [101]]
    device.steps = pieces.map { .samples($0) }
    #expect(device.hear() == [.starting] + pieces.map { .samples($0) } + [.end])
  }

  @Test func signalsInBetweenChangeNothing() {
    device.steps = [.fault(.interrupted), .samples(sound), .fault(.interrupted), .samples(sound)]
    #expect(device.hear() == [.starting, .samples(sound), .samples(sound), .end])
  }

  @Test(arguments: [ScriptedDevice.Step.silence, .emptyPromise, .fault(.again)])
  func deviceThatRunsButDeliversNothingIsOpenedAnew(_ step: ScriptedDevice.Step) {
    device.steps = [.samples(sound)] + Array(repeating: step, count: 13) + [.samples(sound)]
    let events = device.hear()
    #expect(events.prefix(3) == [.starting, .samples(sound), .noMicrophone(.stalled)])
    #expect(events.contains(.gap(.stalled)))
    // Three periods at first, then the waits before the next attempt; no spinning.
    #expect(device.waits < 40)
  }

  @Test func tricklingDeviceIsOpenedAnew() {
    device.steps = [.samples(sound), .silence, .samples([1]), .silence, .samples([1])]
    #expect(device.hear().contains(.noMicrophone(.stalled)))
  }

  @Test func steadyDeviceNeverStalls() {
    device.steps = Array(repeating: .samples(Array(repeating: 7, count: 100)), count: 10_000)
    let events = device.hear()
    #expect(events.count == 10_002)
    #expect(device.calls == [.open, .close])
  }
}
