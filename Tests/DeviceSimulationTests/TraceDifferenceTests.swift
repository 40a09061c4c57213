import AudioFile
import Datasets
import DeviceTrace
import EdgeRuntime
import Quantization
import Testing

@testable import DeviceSimulation

struct TraceDifferenceTests {
  private func encoded(_ records: [TraceRecord]) -> [UInt8] {
    var bytes: [UInt8] = []
    for record in records { record.encoded { bytes += $0 } }
    return bytes
  }

  private func trace(_ records: [TraceRecord]) throws -> RecordedTrace {
    try RecordedTrace(encoded(records + [TraceRecord(.end)]))
  }

  private let records = [
    TraceRecord(.start, count: 900, value: 64),
    TraceRecord(.frame, index: 0, count: 16, checksum: 7),
    TraceRecord(.window, index: 0, count: 32, checksum: 8),
    TraceRecord(.output, layer: 1, index: 0, count: 4, checksum: 9),
    TraceRecord(.score, index: 0, value: 1000),
  ]
  private let names = LayerNames([["first", "second"]])

  @Test func equalTracesHaveNone() throws {
    #expect(try TraceDifference(host: trace(records), target: trace(records)) == nil)
  }

  @Test func theStackMayDiffer() throws {
    let end = [TraceRecord(.end)]
    let host = try RecordedTrace(encoded(records + end + [TraceRecord(.memory, value: 1)]))
    let target = try RecordedTrace(encoded(records + end + [TraceRecord(.memory, value: 2)]))
    #expect(TraceDifference(host: host, target: target) == nil)
    #expect(target.memory?.value == 2)
  }

  @Test func theFirstOneIsFoundDownToTheElement() throws {
    var altered = records
    altered[3].checksum = 10
    altered[4].value = 1001
    var difference = try #require(
      TraceDifference(host: trace(records), target: trace(altered)))
    #expect(difference.position == 3)
    #expect(
      difference.selection
        == TraceSelection(kind: .output, network: 0, layer: 1, index: 0))
    difference.locate(host: [1, 2, 0xFF, 4], target: [1, 2, 0x7F, 5], width: 1)
    #expect(difference.element == TraceDifference.Element(index: 2, host: -1, target: 127))
    #expect(names.line(difference) == "window 0: second, element 2: host -1, target 127")
  }

  @Test func elementsOfTwoFourAndEightBytesAreSigned() throws {
    for (kind, width) in [(TraceRecord.Kind.frame, 2), (.accumulators, 4), (.accumulators, 8)] {
      let host = TraceRecord(kind, count: 2, checksum: 1)
      var target = host
      target.checksum = 2
      var difference = try #require(TraceDifference(host: trace([host]), target: trace([target])))
      var bytes = [UInt8](repeating: 0, count: 2 * width)
      bytes[2 * width - 1] = 0x80
      difference.locate(
        host: [UInt8](repeating: 0, count: 2 * width), target: bytes, width: width)
      let lowest = Int.min >> (64 - 8 * width)
      #expect(difference.element == TraceDifference.Element(index: 1, host: 0, target: lowest))
    }
  }

  @Test func aValueIsNamedWithoutElements() throws {
    var altered = records
    altered[4].value = 1001
    let difference = try #require(
      TraceDifference(host: trace(records), target: trace(altered)))
    #expect(difference.selection == nil)
    #expect(names.line(difference) == "window 0: score: host 1000, target 1001")
  }

  @Test func aTraceThatEndsEarlyDiffersThere() throws {
    let short = try trace(Array(records.dropLast()))
    let difference = try #require(TraceDifference(host: trace(records), target: short))
    #expect(difference.position == 4)
    #expect(names.line(difference) == "window 0: score on the host, the end on the target")
  }

  @Test func bytesThatAreNoTraceAreNamed() {
    #expect(throws: TraceError.cut(bytes: 0)) { try RecordedTrace([]) }
    #expect(throws: TraceError.cut(bytes: 25)) {
      try RecordedTrace([UInt8](repeating: 1, count: 25))
    }
    #expect(throws: TraceError.cut(bytes: 120)) { try RecordedTrace(encoded(records)) }
    #expect(throws: TraceError.unknownKind(0, offset: 0)) {
      try RecordedTrace([UInt8](repeating: 0, count: 24))
    }
  }
}
