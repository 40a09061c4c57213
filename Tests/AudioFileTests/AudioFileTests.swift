import AudioFile
import CSndfile
import Foundation
import Testing

@Suite struct AudioFileTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test func writtenSoundIsReadBackBitForBit() throws {
    let pcm = PCM(samples: noise(12_345) + [.min, .max], rate: 16_000)
    let path = folder.path + "/a.wav"
    try AudioFile.write(pcm, to: path)
    #expect(try AudioFile.read(path) == pcm)
    #expect(pcm.duration == 12_347.0 / 16_000)
  }

  @Test func writtenFileIsTheFormatByteByByte() throws {
    let samples: [Int16] = [1, -2, 300]
    let path = folder.path + "/a.wav"
    try AudioFile.write(PCM(samples: samples, rate: 44_100), to: path)
    let expected = WaveFixture(rate: 44_100, data: little(samples)).bytes
    #expect(FileManager.default.contents(atPath: path).map { Array($0) } == expected)
  }

  @Test func writingIntoAMissingFolderHasThreeLines() throws {
    let error = #expect(throws: AudioFileError.self) {
      try AudioFile.write(PCM(samples: [1], rate: 8_000), to: folder.path + "/no/a.wav")
    }
    #expect(error?.description.split(separator: "\n").count == 3)
  }

  @Test(arguments: [1, 2, 3])
  func chosenChannelIsTheOneRead(_ channel: Int) throws {
    let frames = 50_000
    let channels = (1...3).map { noise(frames, seed: UInt64($0)) }
    let data = little((0..<frames).flatMap { frame in channels.map { $0[frame] } })
    let path = try folder.write(WaveFixture(channels: 3, data: data).bytes)
    #expect(try AudioFile.read(path, channel: channel).samples == channels[channel - 1])
  }

  @Test func severalChannelsNeedAChoice() throws {
    let path = try folder.write(WaveFixture(channels: 8, data: little(noise(80))).bytes)
    #expect(throws: AudioFileError.channelNeeded(path, channels: 8)) { try AudioFile.read(path) }
  }

  @Test(arguments: [0, -1, 9, .max, .min])
  func channelBeyondTheFileIsRefused(_ channel: Int) throws {
    let path = try folder.write(WaveFixture(channels: 8, data: little(noise(80))).bytes)
    #expect(throws: AudioFileError.noSuchChannel(path, channel: channel, channels: 8)) {
      try AudioFile.read(path, channel: channel)
    }
  }

  @Test func channelOneOfAMonoFileIsItsOnlyOne() throws {
    let samples = noise(80)
    let path = try folder.write(WaveFixture(data: little(samples)).bytes)
    #expect(try AudioFile.read(path, channel: 1).samples == samples)
    #expect(throws: AudioFileError.noSuchChannel(path, channel: 2, channels: 1)) {
      try AudioFile.read(path, channel: 2)
    }
  }

  @Test func wrongRateNamesTheCommandsThatConvert() throws {
    let path = try folder.write(WaveFixture(rate: 44_100, data: little(noise(80))).bytes, "a b.wav")
    let error = AudioFileError.wrongRate(path, found: 44_100, expected: 16_000)
    #expect(throws: error) { try AudioFile.read(path, expectedRate: 16_000) }
    #expect(error.description.contains("sox '\(path)' -r 16000"))
    #expect(error.description.contains("ffmpeg -i '\(path)' -ar 16000"))
    #expect(try AudioFile.read(path, expectedRate: 44_100).rate == 44_100)
  }

  @Test func headerIsReadWithoutTheSamples() throws {
    let data = little(noise(3_000))
    let path = try folder.write(WaveFixture(rate: 8_000, channels: 2, data: data).bytes)
    let header = try AudioFile.header(path)
    #expect(header.rate == 8_000 && header.channels == 2 && header.frames == 1_500)
    #expect(header.encoding == .integer(bits: 16))
    #expect(header.duration == 0.1875)
  }

  @Test func chunksBeforeTheSamplesAreSkippedWithTheirPadding() throws {
    let samples = noise(100)
    let extra = Array("LIST".utf8) + little(UInt32(5)) + [1, 2, 3, 4, 5, 0]
    let path = try folder.write(WaveFixture(data: little(samples), extra: extra).bytes)
    #expect(try AudioFile.read(path).samples == samples)
  }

  @Test func rf64IsRead() throws {
    let samples = noise(5_000)
    let path = folder.path + "/a.rf64"
    var info = SF_INFO()
    info.samplerate = 16_000
    info.channels = 1
    info.format = Int32(Int(SF_FORMAT_RF64) | Int(SF_FORMAT_PCM_16))
    let file = sf_open(path, Int32(SFM_WRITE), &info)
    sf_write_short(file, samples, sf_count_t(samples.count))
    sf_close(file)
    #expect(FileManager.default.contents(atPath: path)?.prefix(4) == Data("RF64".utf8))
    #expect(try AudioFile.read(path).samples == samples)
  }

  /// `ffmpeg` and `sox` cannot fill in the size when they write into a pipe.
  @Test(arguments: [UInt32(0xFFFF_FFFF), 0x7FFF_F000])
  func sizeThatAStreamLeftOpenIsTheRestOfTheFile(_ size: UInt32) throws {
    let samples = noise(1_000)
    let fixture = WaveFixture(data: little(samples), claimedSize: size)
    #expect(try AudioFile.read(folder.write(fixture.bytes)).samples == samples)
  }

  @Test func namedPipeIsRead() throws {
    let samples = noise(100_000)
    let path = folder.path + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let bytes = WaveFixture(data: little(samples)).bytes
    let writer = Thread {
      let descriptor = open(path, O_WRONLY)
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count <= 0 { break }
        rest = rest.dropFirst(count)
      }
      close(descriptor)
    }
    writer.start()
    #expect(try AudioFile.read(path).samples == samples)
  }
}
