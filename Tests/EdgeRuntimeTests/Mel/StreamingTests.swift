import EdgeRuntime
import Features
import SeededRandom
import Testing

@Suite struct StreamingTests {
  static func tables(_ length: Int, hop: Int) throws -> LogMelTables {
    try LogMelTables(
      LogMelDesign(sampleRate: 16000, frameLength: length, hop: hop, bands: 16))
  }

  static func noise(_ count: Int) -> [Int16] {
    var random = SeededGenerator(seed: 11)
    return (0..<count).map { _ in Int16(truncatingIfNeeded: random.next() >> 40) }
  }

  /// Frames of `samples` in chunks of the sizes that `next` gives, the scratch memory spoilt in
  /// between, as by a network that shares it.
  static func frames(
    of samples: [Int16], _ tables: LogMelTables, chunk next: () -> Int
  ) -> [Int16] {
    let bands = tables.bands.count
    let scratchBytes = LogMelFrontEnd.scratchBytes(frameLength: tables.frameLength)
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: scratchBytes, alignment: 16)
    defer { scratch.deallocate() }
    var history = [Int16](repeating: 0x5A5A, count: tables.frameLength)
    var frame = [Int16](repeating: 0, count: bands)
    var result: [Int16] = []
    tables.withFrontEndTables { view in
      history.withUnsafeMutableBufferPointer { history in
        frame.withUnsafeMutableBufferPointer { frame in
          var frontEnd = LogMelFrontEnd(
            tables: view, history: history.baseAddress!, scratch: scratch)
          var start = 0
          while start < samples.count {
            let end = min(start + next(), samples.count)
            frontEnd.process(samples.span.extracting(start..<end), into: frame.baseAddress!) {
              for band in $0.indices { result.append($0[band]) }
            }
            scratch.initializeMemory(as: UInt8.self, repeating: 0xA5, count: scratchBytes)
            start = end
          }
        }
      }
    }
    return result
  }

  @Test func everyChunkSizeGivesTheSameBits() throws {
    let tables = try Self.tables(512, hop: 160)
    let samples = Self.noise(5000)
    let whole = DeviceLogMel.frames(of: samples, tables: tables)
    #expect(whole.count == 29 * 16)
    for size in 1...4096 {
      #expect(Self.frames(of: samples, tables) { size } == whole, "chunks of \(size)")
    }
  }

  @Test(arguments: [(1024, 512), (1024, 1024), (512, 511), (256, 1000), (4096, 2474), (128, 1)])
  func randomChunksGiveTheSameBits(length: Int, hop: Int) throws {
    let tables = try Self.tables(length, hop: hop)
    let samples = Self.noise(4 * length + 3 * hop + 17)
    var random = SeededGenerator(seed: UInt64(hop))
    let whole = DeviceLogMel.frames(of: samples, tables: tables)
    for _ in 0..<20 {
      #expect(Self.frames(of: samples, tables) { 1 + random.integer(below: 4096) } == whole)
    }
  }

  /// Frame k is made of samples k·hop ..< k·hop + length and nothing else.
  @Test(arguments: [(512, 160), (512, 700)])
  func frameDependsOnItsOwnSamplesOnly(length: Int, hop: Int) throws {
    let tables = try Self.tables(length, hop: hop)
    let samples = Self.noise(6000)
    let whole = DeviceLogMel.frames(of: samples, tables: tables)
    for (index, start) in stride(from: 0, through: 6000 - length, by: hop).enumerated() {
      let alone = DeviceLogMel.frames(
        of: Array(samples[start..<start + length]), tables: tables)
      #expect(Array(whole[index * 16..<index * 16 + 16]) == alone)
    }
  }

  @Test func resetForgetsWhatWasHeard() throws {
    let tables = try Self.tables(512, hop: 160)
    let samples = Self.noise(700)
    let whole = DeviceLogMel.frames(of: samples, tables: tables)
    var frame = [Int16](repeating: 0, count: 16)
    let first = tables.withFrontEndTables { view in
      DeviceLogMel.withFrontEnd(view) { frontEnd in
        frame.withUnsafeMutableBufferPointer { frame in
          var position = 0
          _ = frontEnd.nextFrame(in: samples.span, from: &position, into: frame.baseAddress!)
          frontEnd.reset()
          position = 0
          return frontEnd.nextFrame(in: samples.span, from: &position, into: frame.baseAddress!)
        }
      }
    }
    #expect(first)
    #expect(frame == Array(whole[..<16]))
  }

  @Test func memoryIsWithinItsBudget() {
    #expect(LogMelFrontEnd.historyBytes(frameLength: 1024) == 2048)
    #expect(LogMelFrontEnd.scratchBytes(frameLength: 1024) <= 8192 + 64)
    #expect(LogMelFrontEnd.historyBytes(frameLength: 4096) == 8192)
    #expect(LogMelFrontEnd.scratchBytes(frameLength: 4096) <= 32768 + 64)
  }
}
