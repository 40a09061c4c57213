import AudioFile
import Datasets
import Foundation
import Testing

@Suite struct ClipReaderTests {
  private func features(_ shape: [Int], _ values: [Double]) -> NumpyArray {
    NumpyArray(shape: shape, elements: .float64(values))
  }

  private func onlyClip(_ folder: DatasetFolder) throws -> Clip {
    try #require(folder.scan().clips.first)
  }

  @Test func recordingGivesItsChosenChannel() throws {
    let folder = try DatasetFolder()
    try folder.addSound("fan/train/normal_id_00_0.wav", [1, 2, 3])
    let clip = try onlyClip(folder)
    #expect(try ClipReader().read(clip) == .sound(PCM(samples: [1, 2, 3], rate: 16_000)))
    #expect(throws: DatasetError.audio(.noSuchChannel(clip.path, channel: 2, channels: 1))) {
      try ClipReader(channel: 2).read(clip)
    }
    #expect(
      throws: DatasetError.audio(.wrongRate(clip.path, found: 16_000, expected: 11_025))
    ) { try ClipReader(expectedRate: 11_025).read(clip) }
  }

  /// dB per unit is 10·log10(2)/512 = 0.0058798…; the expected units are worked out by hand.
  @Test func decibelsAreRoundedToTheDevicesUnit() throws {
    let folder = try DatasetFolder()
    let decibels = [0, 3.010_299_956_639_812, -3.010_299_956_639_812, 0.0029, 0.003, -500]
    try folder.addFeatures("fan/train/normal_id_00_0.npy", features([2, 3], decibels))
    let frames = try ClipReader().logMel(onlyClip(folder))
    #expect(frames == LogMelFrames(values: [0, 512, -512, 0, 1, -32_768], bands: 3))
    #expect(frames.count == 2)
  }

  @Test func float32AndFortranOrderGiveTheSameFrames() throws {
    let folder = try DatasetFolder()
    let values: [Double] = [-10.5, -20.25, -30, -40, -50, -60.75]
    try folder.addFeatures("fan/train/normal_id_00_0.npy", features([2, 3], values))
    let single = NumpyArray(shape: [2, 3], elements: .float32(values.map(Float.init)))
    try folder.addFeatures("fan/train/normal_id_00_1.npy", single)
    let byColumn = [0, 3, 1, 4, 2, 5].map { values[$0] }
    var bytes = NumpyFile.encode(features([2, 3], byColumn))
    let start = try #require(
      bytes.indices.first { bytes[$0...].starts(with: Array("False".utf8)) })
    bytes.replaceSubrange(start..<(start + 5), with: Array("True ".utf8))
    try folder.add("fan/train/normal_id_00_2.npy", bytes)
    let clips = try folder.scan().clips
    let frames = try clips.map { try ClipReader().logMel($0) }
    #expect(frames[1] == frames[0])
    #expect(frames[2] == frames[0])
  }

  @Test func featuresThatCannotBeUsedAreRefused() throws {
    let folder = try DatasetFolder()
    try folder.addFeatures(
      "fan/train/normal_id_00_0.npy", features([2, 3], [1, 2, 3, 4, .nan, 6]))
    try folder.addFeatures("fan/train/normal_id_00_1.npy", features([6], [1, 2, 3, 4, 5, 6]))
    try folder.addFeatures("fan/train/normal_id_00_2.npy", features([0, 3], []))
    try folder.addFeatures("fan/train/normal_id_00_3.npy", features([1, 4], [1, 2, 3, 4]))
    let integers = NumpyArray(shape: [1, 3], elements: .int16([1, 2, 3]))
    try folder.addFeatures("fan/train/normal_id_00_4.npy", integers)
    try folder.add("fan/train/normal_id_00_5.npy", [1, 2, 3])
    let clips = try folder.scan().clips
    let results = try ClipReader(expectedBands: 3).map(clips) { _, _ in 0 }
    #expect(results.values.isEmpty)
    let errors = results.bad.map(\.error)
    #expect(
      errors.prefix(4) == [
        .featuresNotFinite(clips[0].path, frame: 1, band: 1),
        .notFrames(clips[1].path, shape: [6]),
        .tooFewFrames(clips[2].path, found: 0, minimum: 1),
        .wrongBands(clips[3].path, found: 4, expected: 3),
      ])
    for error in errors.suffix(2) {
      guard case .numpy = error else {
        Issue.record("got \(error)")
        continue
      }
    }
  }

  @Test func powerInsteadOfDecibelsIsRefusedAndAnyFloorIsNot() throws {
    let folder = try DatasetFolder()
    try folder.addFeatures("fan/train/normal_id_00_0.npy", features([2, 2], [1, 2, 3, 1e4]))
    try folder.addFeatures("fan/train/normal_id_00_1.npy", features([2, 2], [1, 2, 3, -1e4]))
    let clips = try folder.scan().clips
    #expect(throws: DatasetError.featuresTooLoud(clips[0].path, frame: 1, band: 1, found: 1e4)) {
      try ClipReader().logMel(clips[0])
    }
    #expect(try ClipReader().logMel(clips[1]).values.last == .min)
  }

  @Test func everyBadFileIsNamedAndTheFirstOnesInFull() throws {
    let folder = try DatasetFolder()
    for index in 0..<12 { try folder.add("fan/train/normal_id_00_\(10 + index).wav", []) }
    let bad = try ClipReader().map(folder.scan().clips) { _, _ in 0 }.bad
    let lines = BadFile.list(bad)
    #expect(lines.count == 12)
    #expect(zip(lines, bad).allSatisfy { $0.hasPrefix($1.clip.path) })
    #expect(lines[9] == bad[9].error.description)
    #expect(!lines[10].contains("\n"))
  }

  private func folderWithBadClips() throws -> DatasetFolder {
    let folder = try DatasetFolder()
    for index in 0..<40 {
      let name = "fan/train/normal_id_00_\(10 + index).wav"
      if index % 10 == 7 {
        try folder.add(name, [0])
      } else {
        try folder.addSound(name, [Int16(index)])
      }
    }
    return folder
  }

  @Test func badClipsAreListedAndTheOthersKeepTheirOrder() throws {
    let folder = try folderWithBadClips()
    let clips = try folder.scan().clips
    let results = try ClipReader().map(clips) { _, contents in
      guard case .sound(let pcm) = contents else { return Int16(-1) }
      return pcm.samples[0]
    }
    #expect(results.values.map(\.value) == (0..<40).filter { $0 % 10 != 7 })
    #expect(results.bad.map(\.clip) == [7, 17, 27, 37].map { clips[$0] })
  }

  @Test func strictStopsAtTheFirstBadClip() throws {
    let folder = try folderWithBadClips()
    let clips = try folder.scan().clips
    let error = #expect(throws: DatasetError.self) {
      try ClipReader().map(clips, policy: .stop) { _, _ in 0 }
    }
    #expect(error?.description.contains(clips[7].path) == true)
  }

  @Test func progressCountsEveryClipOnce() throws {
    let folder = try folderWithBadClips()
    let seen = Recorder()
    _ = try ClipReader().map(folder.scan().clips, progress: { seen.add($0) }) { _, _ in 0 }
    #expect(seen.numbers == Array(1...40))
  }

  @Test func errorsOfTheCallerEndTheWork() throws {
    struct Mistake: Error {}
    let folder = try folderWithBadClips()
    let clips = try folder.scan().clips
    #expect(throws: Mistake.self) {
      try ClipReader().map(clips) { _, _ -> Int in throw Mistake() }
    }
    #expect(throws: CancellationError.self) {
      try ClipReader().map(clips, shouldStop: { true }) { _, _ in 0 }
    }
  }
}

/// Numbers that arrive from several threads.
private final class Recorder: @unchecked Sendable {
  private let lock = NSLock()
  private var list: [Int] = []

  func add(_ number: Int) { lock.withLock { list.append(number) } }
  var numbers: [Int] { lock.withLock { list } }
}
