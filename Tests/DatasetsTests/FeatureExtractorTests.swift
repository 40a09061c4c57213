import Datasets
import Features
import Foundation
import Testing

@Suite struct FeatureExtractorTests {
  private let folder: DatasetFolder
  private let tables: LogMelTables

  init() throws {
    folder = try DatasetFolder()
    tables = try LogMelTables(
      LogMelDesign(sampleRate: 16_000, frameLength: 512, hop: 256, bands: 16))
    for machine in ["fan", "pump"] {
      for index in 0..<6 {
        let seed = UInt64(index + (machine == "fan" ? 1 : 100))
        try folder.addSound(
          "data/\(machine)/train/normal_id_00_\(index).wav", noise(2_000, seed: seed))
      }
    }
  }

  private func extract(
    _ tables: LogMelTables?, cache: FeatureCache?
  ) throws -> FeatureExtractor.Extraction {
    let clips = try DatasetLayout.scan(folder.path + "/data").clips
    return try FeatureExtractor(tables: tables, cache: cache).extract(clips)
  }

  @Test func framesAreTheFrontEndsOwnWithAndWithoutTheCache() throws {
    let cache = FeatureCache(directory: folder.path + "/cache")
    let plain = try extract(tables, cache: nil)
    let first = try extract(tables, cache: cache)
    let second = try extract(tables, cache: cache)
    #expect((plain.cached, first.cached, second.cached) == (0, 0, 12))
    for (index, (clip, frames)) in plain.results.values.enumerated() {
      let samples = try ClipReader().sound(clip).samples
      #expect(frames.values == DeviceLogMel.frames(of: samples, tables: tables))
      #expect(frames.bands == 16 && frames.count == 6)
      #expect(first.results.values[index].value == frames)
      #expect(second.results.values[index].value == frames)
    }
    #expect(first.cacheProblem == nil)
  }

  /// A machine's clips under names that another machine's had.
  @Test func cacheNeverServesAnotherMachinesSound() throws {
    let cache = FeatureCache(directory: folder.path + "/cache")
    _ = try extract(tables, cache: cache)
    for index in 0..<6 {
      let name = "data/fan/train/normal_id_00_\(index).wav"
      try folder.addSound(name, noise(2_000, seed: UInt64(500 + index)))
    }
    let again = try extract(tables, cache: cache)
    #expect(again.cached == 6)
    let values = try extract(tables, cache: nil).results.values.map(\.value)
    #expect(again.results.values.map(\.value) == values)
  }

  @Test func otherParametersAreOtherEntries() throws {
    let cache = FeatureCache(directory: folder.path + "/cache")
    _ = try extract(tables, cache: cache)
    let wider = try LogMelTables(
      LogMelDesign(sampleRate: 16_000, frameLength: 512, hop: 256, bands: 20))
    let other = try extract(wider, cache: cache)
    #expect(other.cached == 0)
    #expect(other.results.values.allSatisfy { $0.value.bands == 20 })
  }

  @Test func cacheThatCannotBeWrittenIsReportedAndDoesNoHarm() throws {
    let blocked = try folder.add("blocked")
    let extraction = try extract(tables, cache: FeatureCache(directory: blocked))
    #expect(extraction.results.values.count == 12)
    #expect(extraction.cacheProblem != nil)
  }

  @Test func recordingsOfAnotherRateOrTooShortAreBad() throws {
    try folder.addSound("data/fan/test/normal_id_00_0.wav", noise(2_000), rate: 8_000)
    try folder.addSound("data/fan/test/normal_id_00_1.wav", noise(511))
    let bad = try extract(tables, cache: nil).results.bad.map(\.error)
    guard bad.count == 2, case .audio(.wrongRate) = bad[0], case .audio(.tooShort) = bad[1] else {
      Issue.record("got \(bad)")
      return
    }
  }

  @Test func recordingsWithoutAFrontEndAreBad() throws {
    let extraction = try extract(nil, cache: nil)
    #expect(extraction.results.values.isEmpty)
    #expect(extraction.results.bad.count == 12)
  }
}
