import AudioFile
import CSndfile
import Foundation
import Testing

@Suite struct BadRecordingTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func refusal(_ path: String) -> AudioFileError? {
    #expect(throws: AudioFileError.self) { try AudioFile.read(path) }
  }

  @Test func missingFileFolderAndEmptyFileAreToldApart() throws {
    #expect(refusal(folder.path + "/no.wav") == .missing(folder.path + "/no.wav"))
    #expect(refusal(folder.path) == .isDirectory(folder.path))
    let empty = try folder.write([])
    #expect(refusal(empty) == .empty(empty))
    guard case .unreadable = refusal("/dev/null") else {
      Issue.record("a device was read")
      return
    }
  }

  @Test(.enabled(if: getuid() != 0, "needs an ordinary user: root may read everything"))
  func forbiddenFileIsNamedSo() throws {
    let path = try folder.write(WaveFixture(data: [0, 0]).bytes)
    chmod(path, 0)
    #expect(refusal(path) == .permissionDenied(path))
  }

  @Test(arguments: [
    "hello, this is no sound at all", "RIFF", "fLaC", "RIFF\u{1}\u{1}\u{1}\u{1}WAVE",
  ])
  func fileThatIsNoSoundIsRefused(_ text: String) throws {
    let path = try folder.write(Array(text.utf8))
    guard case .notAudio(path, _) = refusal(path) else {
      Issue.record("not refused as no sound")
      return
    }
  }

  @Test func otherContainersAndCodecsAreNamed() throws {
    let au = folder.path + "/a.au"
    var info = SF_INFO()
    info.samplerate = 16_000
    info.channels = 1
    info.format = Int32(Int(SF_FORMAT_AU) | Int(SF_FORMAT_PCM_16))
    let file = sf_open(au, Int32(SFM_WRITE), &info)
    sf_write_short(file, noise(100), 100)
    sf_close(file)
    guard case .unsupportedEncoding(au, let found) = refusal(au) else {
      Issue.record("AU was read")
      return
    }
    #expect(found.contains("AU"))
  }

  @Test(arguments: [1, 2, 999, 1_000, 1_998, 1_999])
  func waveFileCutAnywhereInItsSamplesIsRefused(_ kept: Int) throws {
    var bytes = WaveFixture(data: little(noise(1_000))).bytes
    bytes.removeLast(2_000 - kept)
    let path = try folder.write(bytes)
    #expect(refusal(path) == .truncated(path, promised: 1_000, found: kept / 2))
    #expect(throws: AudioFileError.truncated(path, promised: 1_000, found: kept / 2)) {
      try AudioFile.header(path)
    }
  }

  @Test func everyPrefixOfAWaveFileIsRefusedWithoutACrash() throws {
    let bytes = WaveFixture(data: little(noise(20))).bytes
    for count in 0..<bytes.count {
      let path = try folder.write(Array(bytes.prefix(count)))
      #expect(throws: AudioFileError.self, "\(count) bytes") { try AudioFile.read(path) }
    }
  }

  @Test func everyCutOfAFLACFileIsRefused() throws {
    let path = folder.path + "/a.flac"
    writeFLAC(noise(9_000).map { Int32($0) << 16 }, subtype: Int(SF_FORMAT_PCM_16), to: path)
    let bytes = try #require(FileManager.default.contents(atPath: path)).map { $0 }
    for count in stride(from: 1, to: bytes.count, by: 97) {
      let cut = try folder.write(Array(bytes.prefix(count)), "cut.flac")
      #expect(throws: AudioFileError.self, "\(count) bytes") { try AudioFile.read(cut) }
    }
  }

  @Test func flippedBitInAFLACFrameIsNoticed() throws {
    let path = folder.path + "/a.flac"
    writeFLAC(noise(9_000).map { Int32($0) << 16 }, subtype: Int(SF_FORMAT_PCM_16), to: path)
    var bytes = try #require(FileManager.default.contents(atPath: path)).map { $0 }
    bytes[bytes.count / 2] ^= 0x10
    let damaged = try folder.write(bytes, "damaged.flac")
    #expect(throws: AudioFileError.self) { try AudioFile.read(damaged) }
  }

  @Test func headerThatPromisesHugeSizesAllocatesLittle() throws {
    let rf64 =
      Array("RF64".utf8) + little(UInt32.max) + Array("WAVEds64".utf8) + little(UInt32(28))
      + little(UInt64.max >> 1) + little(UInt64.max >> 2) + little(UInt64.max >> 3)
      + little(UInt32(0)) + WaveFixture(data: [0, 0, 0, 0], claimedSize: .max).bytes.dropFirst(12)
    let path = try folder.write(rf64)
    guard case .truncated = refusal(path) else {
      Issue.record("the promise was believed")
      return
    }
  }

  @Test func mutatedHeadersNeverCrash() throws {
    let good = WaveFixture(channels: 2, data: little(noise(64))).bytes
    var state: UInt64 = 7
    for _ in 0..<2_000 {
      var bytes = good
      for _ in 0..<3 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[Int(state >> 33) % 44] = UInt8(truncatingIfNeeded: state >> 24)
      }
      let path = try folder.write(bytes)
      _ = try? AudioFile.read(path, channel: 1)
    }
  }

  @Test func filesReadAndRefusedLeaveNoDescriptorOpen() throws {
    let good = try folder.write(WaveFixture(data: little(noise(9))).bytes, "good.wav")
    let cut = try folder.write(
      Array(WaveFixture(data: little(noise(9))).bytes.dropLast()), "cut.wav")
    let text = try folder.write(Array("text".utf8), "text.wav")
    for _ in 0..<500 {
      for path in [good, cut, text] { _ = try? AudioFile.read(path) }
    }
    let lowest = open("/dev/null", O_RDONLY)
    #expect((0..<500).contains(lowest))
    close(lowest)
  }

  @Test func shortRecordingIsRefusedByTheCallersMinimum() throws {
    let path = try folder.write(WaveFixture(data: little(noise(500))).bytes)
    let error = AudioFileError.tooShort(path, found: 500, minimum: 1_024, rate: 16_000)
    #expect(throws: error) { try AudioFile.read(path, minimumSamples: 1_024) }
    #expect(error.description.contains("500 samples (31 ms)"))
    #expect(try AudioFile.read(path, minimumSamples: 500).samples.count == 500)
  }

  @Test func recorderThatWasStoppedIsNamedWithTheRepair() throws {
    let path = try folder.write(WaveFixture(data: [1, 0, 2, 0], claimedSize: 0).bytes)
    let error = refusal(path)
    #expect(error == .unfinished(path, bytes: 4))
    #expect(error?.description.contains("sox --ignore-length \(path)") == true)
  }

  @Test func headerWithoutSamplesIsTooShort() throws {
    let path = try folder.write(WaveFixture().bytes)
    #expect(refusal(path) == .tooShort(path, found: 0, minimum: 1, rate: 16_000))
  }

  @Test(arguments: [
    AudioFileError.missing("a"), .isDirectory("a"), .permissionDenied("a b"),
    .unreadable("a", reason: "b"), .empty("a"), .notAudio("it's.flac", reason: "b"),
    .unsupportedEncoding("a", found: "b"), .truncated("a", promised: 2, found: 1),
    .damaged("a", frame: 1, reason: "b"), .wrongRate("a", found: 1, expected: 2),
    .channelNeeded("a", channels: 2), .noSuchChannel("a", channel: 3, channels: 2),
    .notFinite("a", frame: 1, value: .nan), .otherScale("a", frame: 1, value: 9),
    .tooShort("a", found: 1, minimum: 2, rate: 16_000),
    .exceedsWave("a", samples: 1, rate: 1), .unfinished("a", bytes: 2),
  ])
  func everyRefusalHasThreeLinesAndNamesItsFile(_ error: AudioFileError) {
    let lines = error.description.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3)
    #expect(lines[0].contains(error.path))
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") })
  }
}
