import Foundation
import SeededRandom
import Testing

@testable import Listening

@Suite struct WaveHeaderTests {
  private static let sound = (0..<400).map { UInt8(truncatingIfNeeded: $0 * 7) }

  /// The header's numbers and where the samples start, or the error's text.
  private static func read(_ bytes: [UInt8]) -> (header: WaveHeader?, at: Int, error: String) {
    let descriptor = ScratchFile(bytes).open()
    defer { close(descriptor) }
    do throws(WaveError) {
      var bytes = HeaderBytes(descriptor)
      let header = try WaveHeader(&bytes)
      return (header, Int(lseek(descriptor, 0, SEEK_CUR)), "")
    } catch {
      return (nil, 0, written { text in "x.wav".withCString { error.write(to: &text, path: $0) } })
    }
  }

  @Test(arguments: [2, 3, 4], [1, 0xFFFE])
  func integersOfEveryWidthAreUnderstood(_ bytes: Int, _ tag: Int) {
    var file = WaveFile(bytes: bytes, channels: 2, data: Self.sound)
    file.tag = UInt16(tag)
    file.extra = WaveFile.chunk("LIST", [1, 2, 3]) + WaveFile.chunk("junk", [])
    let (header, offset, error) = Self.read(file.bytes)
    #expect(error.isEmpty && header?.rate == 16_000 && header?.channels == 2)
    #expect(header?.sampleBytes == bytes && header?.dataBytes == 400)
    #expect(Array(file.bytes[offset...]) == Self.sound)
  }

  @Test func sizesThatAreLeftOpenReachToTheEnd() {
    var file = WaveFile(bytes: 2, channels: 1, data: Self.sound)
    for size: UInt32 in [0xFFFF_FFFF, 0x7FFF_F000] {
      file.promised = size
      #expect(Self.read(file.bytes).header.map { $0.dataBytes == nil } == true)
    }
  }

  @Test func longFilesSayTheirSizeElsewhere() {
    var file = WaveFile(bytes: 2, channels: 1, data: Self.sound)
    file.container = "RF64"
    file.promised = 0xFFFF_FFFF
    let size = WaveFile.little(400, 4) + WaveFile.little(1, 4)
    file.extra = WaveFile.chunk("ds64", Array(repeating: 0, count: 8) + size + [0, 0, 0, 0])
    #expect(Self.read(file.bytes).header?.dataBytes == 1 << 32 | 400)
  }

  @Test func everyTruncationIsAnError() {
    let file = WaveFile(bytes: 2, channels: 1, data: Self.sound)
    for count in 0..<44 {
      let (header, _, error) = Self.read(Array(file.bytes.prefix(count)))
      #expect(header == nil && error.split(separator: "\n").count == 3, "\(count) bytes")
    }
  }

  @Test func otherFormatsAreNamedWithTheRemedy() {
    func error(_ change: (inout WaveFile) -> Void) -> String {
      var file = WaveFile(bytes: 2, channels: 1, data: Self.sound)
      change(&file)
      return Self.read(file.bytes).error
    }
    #expect(error { $0.tag = 3 }.contains("16 bits of format 3"))
    #expect(error { $0.sampleBytes = 1 }.contains("8 bits of format 1"))
    #expect(error { $0.container = "RIFX" }.contains("most significant byte first"))
    #expect(error { $0.channels = 0 }.contains("0 channels"))
    #expect(error { $0.channels = 65 }.contains("65 channels"))
    #expect(error { $0.rate = 0 }.contains("0 Hz"))
    #expect(error { $0.container = "OggS" }.contains("was not understood"))
    #expect(error { $0.tag = 6 }.contains("ffmpeg -i 'x.wav' -c:a pcm_s16le converted.wav"))
  }

  @Test func spoiltHeadersNeverTrap() {
    var random = SeededGenerator(seed: 4)
    let good = WaveFile(bytes: 3, channels: 2, data: Self.sound).bytes
    for _ in 0..<300 {
      var bytes = good
      for _ in 0...random.integer(below: 4) {
        bytes[random.integer(below: 44)] = [0, 1, 0x7F, 0x80, 0xFF][random.integer(below: 5)]
      }
      if let header = Self.read(bytes).header {
        #expect((1...64).contains(header.channels) && (2...4).contains(header.sampleBytes))
      }
    }
  }
}
