import Datasets
import Foundation
import Testing

@Suite struct DatasetLayoutTests {
  private func descriptions(_ dataset: Dataset) -> [String] {
    dataset.clips.map { clip in
      [
        clip.machine, clip.id, clip.domain.rawValue, clip.split.rawValue, clip.label.rawValue,
        (clip.path as NSString).lastPathComponent,
      ].joined(separator: " ")
    }
  }

  @Test func dcase2020NamesAreRead() throws {
    let folder = try DatasetFolder([
      "pump/test/normal_id_02_00000001.wav", "fan/test/anomaly_id_00_00000000.wav",
      "fan/train/normal_id_00_00000000.WAV", "fan/test/normal_id_00_00000000.flac",
    ])
    let dataset = try folder.scan()
    #expect(dataset.layout == .dcase2020)
    #expect(dataset.content == .audio)
    #expect(
      descriptions(dataset) == [
        "fan id_00 source train normal normal_id_00_00000000.WAV",
        "fan id_00 source test normal normal_id_00_00000000.flac",
        "fan id_00 source test anomaly anomaly_id_00_00000000.wav",
        "pump id_02 source test normal normal_id_02_00000001.wav",
      ])
    #expect(dataset.machines == ["fan", "pump"])
    #expect(dataset.ids(of: "pump") == ["id_02"])
    #expect(dataset.unplaced.isEmpty)
  }

  @Test(arguments: [
    ("fan", "train", "test"), ("fan", "train", "source_test"),
    ("dev_data/raw/fan", "train", "test"), ("fan", ".", "."),
  ])
  func sectionNamesKeepDomainsApart(_ machine: String, _ train: String, _ test: String) throws {
    let folder = try DatasetFolder([
      "\(machine)/\(train)/section_00_source_train_normal_0000_strength_1_ambient.wav",
      "\(machine)/\(train)/section_00_target_train_normal_0000.wav",
      "\(machine)/\(test)/section_00_source_test_anomaly_0001.wav",
      "\(machine)/\(test)/section_00_target_test_normal_0001_x.wav",
    ])
    let dataset = try folder.scan()
    #expect(dataset.layout == .dcase2021)
    #expect(
      descriptions(dataset).map { $0.split(separator: " ").prefix(5).joined(separator: " ") } == [
        "fan section_00 source train normal", "fan section_00 target train normal",
        "fan section_00 source test anomaly", "fan section_00 target test normal",
      ])
  }

  @Test func clipsThatTheirNamesDoNotPlaceAreListedWithTheReason() throws {
    let folder = try DatasetFolder([
      "fan/test/section_00_0000.wav", "fan/test/section_00_source_test_0000.wav",
      "fan/supplemental/section_00_source_supplemental_clean_0000.wav",
      "fan/train/section_00_source_test_normal_0000.wav", "fan/test/id_01_00000000.wav",
      "fan/normal_id_00_00000000.wav", "fan/test/normal_id_x_0.wav", "readme.md", "a.wav",
      ".hidden.wav", ".git/normal_id_00_00000000.wav", "__MACOSX/fan/train/normal_id_00_0.wav",
      "fan/train/section_00_source_train_normal_0000.wav",
    ])
    let dataset = try folder.scan()
    #expect(dataset.clips.count == 1)
    let reasons = Dictionary(
      uniqueKeysWithValues: dataset.unplaced.map { ($0.path, $0.reason) })
    #expect(
      reasons == [
        "fan/test/section_00_0000.wav": "its name says neither source nor target",
        "fan/test/section_00_source_test_0000.wav": "its name says neither normal nor anomaly",
        "fan/supplemental/section_00_source_supplemental_clean_0000.wav":
          "its name says neither train nor test",
        "fan/train/section_00_source_test_normal_0000.wav":
          "its name says test, its folder train",
        "fan/test/id_01_00000000.wav": "its name says neither normal nor anomaly",
        "fan/normal_id_00_00000000.wav": "it is in no folder named train or test",
        "fan/test/normal_id_x_0.wav": "its name has no id_NN with a number",
        "readme.md": "it is no .wav, .flac or .npy file",
        "a.wav": "neither its name nor its folders follow a known layout",
      ])
    #expect(dataset.unplaced.map(\.path) == dataset.unplaced.map(\.path).sorted())
  }

  @Test(arguments: ["", "/", "/.", "/fan", "/fan/", "/fan/train", "/fan/../fan/./train"])
  func machineIsNamedByTheFolderWhereverTheSearchStarts(_ start: String) throws {
    let folder = try DatasetFolder(["fan/train/normal_id_00_00000000.wav"])
    let dataset = try DatasetLayout.scan(folder.path + start)
    #expect(dataset.machines == ["fan"])
    #expect(dataset.clips.map(\.path) == [folder.path + "/fan/train/normal_id_00_00000000.wav"])
  }

  @Test func featureFilesAreClipsOfFeatures() throws {
    let folder = try DatasetFolder(["ToyCar/test/anomaly_id_04_00000263.npy"])
    #expect(try folder.scan().content == .features)
  }

  @Test func linksAreFollowedOnceAndLoopsEnd() throws {
    let folder = try DatasetFolder(["real/fan/train/normal_id_00_00000000.wav"])
    let elsewhere = try DatasetFolder(["x/train/normal_id_00_00000000.wav"])
    symlink("..", folder.path + "/real/loop")
    symlink(folder.path + "/real/fan", folder.path + "/again")
    symlink(elsewhere.path + "/x", folder.path + "/pump")
    symlink("/nowhere/at/all", folder.path + "/gone")
    let dataset = try folder.scan()
    #expect(dataset.clips.map(\.machine) == ["fan", "pump"])
    #expect(dataset.unplaced == [.init(path: "gone", reason: "this link leads nowhere")])
  }
}
