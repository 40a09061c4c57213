import DeviceTrace
import Testing

@testable import DeviceSimulation

struct StageInstructionsTests {
  /// Two networks of two layers, the last one of each in two parts.
  private let records: [TraceRecord] = {
    var records = [
      TraceRecord(.start), TraceRecord(.pause), TraceRecord(.frame), TraceRecord(.frame, index: 1),
      TraceRecord(.window),
    ]
    for network in 0..<2 {
      records += [
        TraceRecord(.input, network: network), TraceRecord(.output, network: network),
        TraceRecord(.accumulators, network: network, layer: 1),
        TraceRecord(.squaredErrors, network: network, layer: 1),
        TraceRecord(.accumulators, network: network, layer: 1, value: 4),
        TraceRecord(.squaredErrors, network: network, layer: 1),
      ]
    }
    return records + [TraceRecord(.score), TraceRecord(.pause), TraceRecord(.end)]
  }()

  private func trace() throws -> RecordedTrace {
    var bytes: [UInt8] = []
    for record in records { record.encoded { bytes += $0 } }
    return try RecordedTrace(bytes)
  }

  /// Record k costs k + 1 instructions; 1,000 pass between two records.
  private var snapshots: [UInt64] {
    var now: UInt64 = 5
    return records.indices.flatMap { index in
      let began = now + 1000
      now = began + UInt64(index) + 1
      return [began, now]
    }
  }

  @Test func eachCountGoesToItsStage() throws {
    var stages = StageInstructions(layerCounts: [2, 2])
    try stages.add(trace(), snapshots: snapshots)
    #expect(stages.start == 1)
    #expect(stages.frontEnd == 2 + 3 + 4 + 19)
    #expect(stages.input == 5 + 6 + 12)
    #expect(stages.layers == [[7, 8 + 10], [13, 14 + 16]])
    #expect(stages.score == 9 + 11 + 15 + 17 + 18 + 20)
    #expect((stages.starts, stages.frames, stages.windows) == (1, 2, 1))
    #expect(stages.perFrame == 14)
    #expect(stages.perHop(framesPerStep: 2) == stages.perWindow + 28)
  }

  @Test func nothingIsLost() throws {
    var stages = StageInstructions(layerCounts: [2, 2])
    try stages.add(trace(), snapshots: snapshots)
    var twice = stages
    twice.add(stages)
    let count = UInt64(records.count)
    let all = twice.layers.joined().reduce(
      twice.start + twice.frontEnd + twice.input + twice.score, +)
    #expect(all == count * (count + 1))
    #expect(twice.windows == 2)
  }

  @Test func countsThatDoNotFitAreRefused() throws {
    var stages = StageInstructions(layerCounts: [2, 2])
    let count = 2 * records.count
    #expect(throws: InstructionsError.marks(found: count - 1, expected: count)) {
      try stages.add(trace(), snapshots: snapshots.dropLast())
    }
    #expect(throws: InstructionsError.backwards(mark: 1)) {
      try stages.add(trace(), snapshots: snapshots.reversed())
    }
    var fewer = StageInstructions(layerCounts: [2])
    #expect(throws: InstructionsError.layer(network: 1, layer: 0)) {
      try fewer.add(trace(), snapshots: snapshots)
    }
  }
}
