import AudioFile
import Foundation
import SeededRandom
import Testing

@testable import Listening

/// What the device makes of samples is what the workstation makes of the same file.
@Suite struct SampleLayoutTests {
  @Test(arguments: [2, 3, 4], [1, 2, 3])
  func samplesAreTheWorkstations(_ bytes: Int, _ channels: Int) throws {
    var random = SeededGenerator(seed: UInt64(bytes * 8 + channels))
    let corners: [Int32] = [
      .min, .max, 0, -1, 0x7FFF_7FFF, 0x7FFF_8000, 0x7FFE_8000, -0x8000, 0x8000, 0x7FFF, -0x8001,
    ]
    let values = corners + (0..<5000).map { _ in Int32(truncatingIfNeeded: random.next()) }
    let frames = values.count / channels
    var data: [UInt8] = []
    for value in values.prefix(frames * channels) {
      let kept = UInt32(bitPattern: value) >> UInt32(32 - 8 * bytes)
      data += (0..<bytes).map { UInt8(truncatingIfNeeded: kept >> UInt32(8 * $0)) }
    }
    let file = ScratchFile(WaveFile(bytes: bytes, channels: channels, data: data).bytes)
    for channel in 0..<channels {
      let expected = try AudioFile.read(file.path, channel: channel + 1).samples
      var memory = data
      let layout = SampleLayout(bytes: bytes, channels: channels, channel: channel)
      memory.withUnsafeMutableBytes { layout.extract($0.baseAddress!, frames: frames) }
      let found = memory.withUnsafeBytes { Array($0.bindMemory(to: Int16.self).prefix(frames)) }
      #expect(found == expected)
    }
  }
}
