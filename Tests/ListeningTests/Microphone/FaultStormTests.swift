import SeededRandom
import Testing

@testable import Listening

/// Ten thousand faults of every kind in random order, and a ledger of what the device gave.
@Suite struct FaultStormTests {
  private enum Entry: Equatable {
    case sample(Int16)
    case lost
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func everySampleIsHeardAndNothingIsSpliced(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let device = ScriptedDevice()
    var ledger: [Entry] = []
    var next = 0
    var faults = 0
    while faults < 10_000 {
      for _ in 0..<random.integer(below: 4) {
        let count = 1 + random.integer(below: 60)
        let samples = (0..<count).map { Int16(truncatingIfNeeded: next + $0) }
        next += samples.count
        device.steps.append(.samples(samples))
        ledger += samples.map { .sample($0) }
      }
      faults += 1
      let (step, loses) = Self.fault(&random)
      device.steps.append(step)
      if loses {
        next += 1 + random.integer(below: 5000)
        ledger.append(.lost)
      }
    }
    let events = device.hear()
    #expect(events.last == .end)
    #expect(Self.entries(events) == Self.joined(ledger))
    // Every opening but the last was closed, and the last one too.
    #expect(!device.isOpen)
  }

  /// A fault, and whether sound is lost.
  private static func fault(
    _ random: inout SeededGenerator
  ) -> (ScriptedDevice.Step, loses: Bool) {
    switch random.integer(below: 8) {
    case 0, 1: return (.fault(.overrun), true)
    case 2: return (.fault(.suspended), true)
    case 3: return (.fault(.gone(.unplugged, -19)), true)
    case 4: return (.fault(.gone(.unplugged, -77)), true)
    case 5: return (.fault(.gone(.failed, -5)), true)
    case 6: return (.fault(.interrupted), false)
    default: return (.fault(.again), false)
    }
  }

  /// Losses in a row, and those before the first sample, are one or none.
  private static func joined(_ entries: [Entry]) -> [Entry] {
    var result: [Entry] = []
    for entry in entries {
      if entry == .lost, result.last ?? .lost == .lost { continue }
      result.append(entry)
    }
    return result.last == .lost ? result.dropLast() : result
  }

  private static func entries(_ events: [HeardEvent]) -> [Entry] {
    joined(
      events.flatMap { event -> [Entry] in
        switch event {
        case .samples(let samples): samples.map { .sample($0) }
        case .gap, .noMicrophone: [.lost]
        case .starting, .end, .failure: []
        }
      })
  }
}
