import AudioFile
import Datasets
import Foundation
import Testing

@Suite struct DatasetSurveyTests {
  @Test func clipsAreCountedByMachineIdAndDomain() throws {
    let folder = try DatasetFolder()
    let second = [Int16](repeating: 5, count: 16_000)
    for name in [
      "train/section_00_source_train_normal_0.wav", "train/section_00_source_train_normal_1.wav",
      "train/section_00_target_train_normal_0.wav", "test/section_00_source_test_anomaly_0.wav",
      "test/section_01_target_test_normal_0.wav", "train/section_01_source_train_anomaly_0.wav",
    ] { try folder.addSound("fan/" + name, second) }
    let survey = try DatasetSurvey(folder.scan())
    let counts = survey.groups.map { group in
      [group.trainNormal, group.trainAnomaly, group.testNormal, group.testAnomaly]
    }
    #expect(counts == [[2, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    #expect(survey.groups.map(\.id) == ["section_00", "section_00", "section_01", "section_01"])
    #expect(survey.groups.map(\.domain) == [.source, .target, .source, .target])
    #expect(survey.seconds == 6)
    #expect(survey.groups[0].seconds == 3)
    #expect(survey.rates == [tally(16_000, 6)] && survey.channels == [tally(1, 6)])
    #expect(survey.bad.isEmpty)
  }

  private func tally(_ value: Int, _ clips: Int) -> DatasetSurvey.Tally {
    .init(value: value, clips: clips)
  }

  @Test func ratesAreListedMostFrequentFirst() throws {
    let folder = try DatasetFolder()
    for (index, rate) in [8_000, 16_000, 44_100, 16_000, 8_000, 16_000].enumerated() {
      try folder.addSound("fan/train/normal_id_00_\(index).wav", [1, 2], rate: rate)
    }
    let rates = try DatasetSurvey(folder.scan()).rates
    #expect(rates == [tally(16_000, 3), tally(8_000, 2), tally(44_100, 1)])
  }

  @Test func badFilesAreListedAndNotCounted() throws {
    let folder = try DatasetFolder()
    try folder.addSound("fan/train/normal_id_00_0.wav", [1, 2])
    try folder.addSound("fan/train/normal_id_00_1.wav", [])
    try folder.add("fan/train/normal_id_00_2.wav")
    try folder.add("fan/train/normal_id_00_3.flac", Array("nothing".utf8))
    let dataset = try folder.scan()
    let survey = try DatasetSurvey(dataset)
    #expect(survey.groups.map(\.clips) == [1])
    #expect(survey.bad.map(\.clip) == Array(dataset.clips.dropFirst()))
    let error = #expect(throws: DatasetError.self) {
      try DatasetSurvey(dataset, policy: .stop)
    }
    #expect(error == .audio(.tooShort(dataset.clips[1].path, found: 0, minimum: 1, rate: 16_000)))
  }

  @Test func missingChannelIsBadWhereOneIsAskedFor() throws {
    let folder = try DatasetFolder()
    try folder.addSound("fan/train/normal_id_00_0.wav", [1, 2])
    let dataset = try folder.scan()
    #expect(try DatasetSurvey(dataset, channel: 1).bad.isEmpty)
    #expect(try DatasetSurvey(dataset, channel: 2).bad.count == 1)
  }

  /// A NaN in the samples cannot be seen in the header.
  @Test func onlyALookAtEverythingFindsBadValues() throws {
    let folder = try DatasetFolder()
    let values = NumpyArray(shape: [2, 2], elements: .float32([1, 2, .nan, 4]))
    try folder.addFeatures("fan/train/normal_id_00_0.npy", values)
    let cut = NumpyFile.encode(values).dropLast()
    try folder.add("fan/train/normal_id_00_1.npy", Array(cut))
    let dataset = try folder.scan()
    let headers = try DatasetSurvey(dataset)
    #expect(headers.bad.map(\.clip) == [dataset.clips[1]])
    #expect(headers.bands == [tally(2, 1)])
    #expect(try DatasetSurvey(dataset, depth: .everything).bad.count == 2)
  }
}
