import Foundation
import Testing

@testable import Listening

@Suite struct PCMStreamTests {
  private static let samples = (0..<3000).map { Int16(truncatingIfNeeded: $0 * 31) }
  private static var bytes: [UInt8] { samples.withUnsafeBytes { Array($0) } }

  /// All samples, and how the stream ended.
  private static func hear(
    _ descriptor: Int32, promised: UInt64? = nil, room: Int = 256, log: Int32 = -1
  ) -> (samples: [Int16], status: Listening.ExitStatus?) {
    "x.wav".withCString { name in
      var stream = PCMStream(
        descriptor: descriptor, name: name,
        layout: SampleLayout(bytes: 2, channels: 1, channel: 0), rate: 16_000, promised: promised)
      var log = Log(
        program: "test", descriptor: log, memory: .allocate(capacity: 1024), capacity: 1024)
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 16)
      defer { memory.deallocate() }
      var heard: [Int16] = []
      while true {
        switch stream.next(into: memory, &log) {
        case .samples(let count): heard += memory.bindMemory(to: Int16.self).prefix(count)
        case .stretch: #expect(heard.isEmpty)
        case .noMicrophone, .end: return (heard, nil)
        case .failure(let status): return (heard, status)
        }
      }
    }
  }

  @Test(arguments: [2, 6, 7, 256, 10_000])
  func fileIsHeardWhole(_ room: Int) {
    let (heard, status) = Self.hear(ScratchFile(Self.bytes).open(), room: room)
    #expect(heard == Self.samples && status == nil)
  }

  @Test(arguments: [1, 2, 3, 5, 64, 4095])
  func pipeIsHeardHoweverItIsCut(_ chunk: Int) throws {
    let pipe = Pipe()
    let descriptor = dup(pipe.fileHandleForReading.fileDescriptor)
    let bytes = Self.bytes
    let writer = pipe.fileHandleForWriting
    Thread.detachNewThread {
      for start in stride(from: 0, to: bytes.count, by: chunk) {
        try? writer.write(contentsOf: Data(bytes[start..<min(start + chunk, bytes.count)]))
      }
      try? writer.close()
    }
    #expect(Self.hear(descriptor).samples == Self.samples)
  }

  @Test func whatFollowsTheSamplesIsNotHeard() {
    let file = ScratchFile(Self.bytes + Array("LIST1234".utf8))
    #expect(Self.hear(file.open(), promised: 6000).samples == Self.samples)
  }

  @Test func cutFileIsHeardAndThenRefused() {
    let log = ScratchFile()
    let (heard, status) = Self.hear(
      ScratchFile(Self.bytes).open(), promised: 6100, log: log.open(O_WRONLY))
    #expect(heard == Self.samples && status == .failure)
    #expect(log.text.contains("promises 100 more bytes"))
    #expect(log.text.split(separator: "\n").count == 3)
  }

  @Test func halfASampleAtTheEndIsLeftOut() {
    let log = ScratchFile()
    let (heard, status) = Self.hear(
      ScratchFile(Self.bytes + [1]).open(), log: log.open(O_WRONLY))
    #expect(heard == Self.samples && status == nil)
    #expect(log.text.contains("its last 1 bytes were left out"))
  }
}
