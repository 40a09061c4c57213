import AudioFile
import Datasets
import DeviceTrace
import EdgeRuntime
import Quantization
import Testing

@testable import DeviceSimulation

struct HostTraceTests {
  private let detector: SmallDetector
  private let clip: ClipReader.Contents
  private let trace: RecordedTrace

  init() throws {
    detector = try SmallDetector(seed: 5)
    clip = .sound(PCM(samples: detector.clips[0], rate: 16000))
    trace = try HostTrace(detector.image).trace(clip)
  }

  /// Everything an untraced detector says.
  private func scores() throws -> [Int64] {
    try HostTarget(detector.image).run(clip).windowScoresQ24
  }

  @Test func theTraceHoldsTheDetectorsScores() throws {
    #expect(try trace.windowScoresQ24 == scores())
    #expect(trace.windowCount == trace.windowScoresQ24.count)
  }

  @Test func everyLayerOfEveryWindowIsThere() throws {
    let network = try detector.image.model().network(0)
    #expect(trace.layerCount == trace.windowCount * network.layerCount)
    let window = trace.records.filter { $0.index == 3 && $0.kind == .output }
    #expect(window.map { Int($0.layer) } == Array(0..<network.layerCount - 1))
    let parts = trace.records.filter { $0.index == 3 && $0.kind == .accumulators }
    #expect(
      parts.reduce(0) { $0 + Int($1.count) } == network.layer(network.layerCount - 1).output.count)
  }

  @Test func everySampleIsPartOfAChunk() {
    let chunks = trace.records.filter { $0.kind == .pause }.map { Int($0.count) }
    #expect(chunks.reduce(0, +) == detector.clips[0].count)
    #expect(chunks.dropLast().allSatisfy { $0 == 512 })
  }

  @Test func elementsAreTheOnesBehindTheChecksum() throws {
    for kind in [TraceRecord.Kind.frame, .window, .input, .output, .accumulators] {
      let record = try #require(trace.records.last { $0.kind == kind })
      let selection = TraceSelection(
        kind: kind, network: 0, layer: Int(record.layer), index: record.index)
      let bytes = try HostTrace(detector.image).elements(selection, of: clip)
      var check = CRC32()
      bytes.withUnsafeBytes { check.update($0) }
      let parts = trace.records.filter { $0.kind == kind && $0.index == record.index }
      let bytesOfAll = parts.filter { $0.layer == record.layer }.reduce(0) { $0 + Int($1.count) }
      #expect(bytes.count == bytesOfAll * selection.elementBytes(of: try detector.image.model()))
      if bytesOfAll == Int(record.count) { #expect(check.value == record.checksum) }
    }
  }

  @Test func everyRecordFollowsTwoMarks() throws {
    let sink = CountingSink()
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { memory.deallocate() }
    let hasHeard = try TraceRun(sink).run(
      model: detector.image.bytes, memory: memory, source: Silence(), isFrames: false)
    #expect(hasHeard && sink.marks.count > 20)
    // A record is written after the end of what belongs to it, and before the next begins.
    #expect(sink.marks == Array(stride(from: 2, through: 2 * sink.marks.count, by: 2)))
  }

  @Test func theOtherKindOfInputIsRefused() throws {
    let frames = ClipReader.Contents.logMel(LogMelFrames(values: [0, 0], bands: 2))
    #expect(throws: TraceError.cut(bytes: 0)) { try HostTrace(detector.image).trace(frames) }
  }
}

/// Notes how many marks there were before each record.
private final class CountingSink: TraceSink {
  private var count = 0
  private(set) var marks: [Int] = []

  func mark() { count += 1 }
  func write(_ bytes: UnsafeRawBufferPointer) { marks.append(count) }
}

/// Two thousand samples, and some.
private final class Silence: TraceSource {
  private var chunks = 4

  func read(into memory: UnsafeMutableRawBufferPointer) -> Int {
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    chunks -= 1
    return chunks >= 0 ? memory.count : 0
  }
}
