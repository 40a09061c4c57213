import Datasets
import Foundation
import Testing

@Suite struct DatasetTests {
  private func refusal(_ path: String) -> DatasetError? {
    #expect(throws: DatasetError.self) { try DatasetLayout.scan(path) }
  }

  @Test func foldersThatAreNoneAreToldApart() throws {
    let folder = try DatasetFolder(["a.wav"])
    #expect(refusal(folder.path + "/no") == .folderMissing(folder.path + "/no"))
    #expect(refusal(folder.path + "/a.wav") == .notAFolder(folder.path + "/a.wav"))
    let example = Dataset.UnplacedFile(
      path: "a.wav", reason: "neither its name nor its folders follow a known layout")
    #expect(refusal(folder.path) == .noClips(folder.path, unplaced: 1, example: example))
    let empty = try DatasetFolder()
    #expect(refusal(empty.path) == .noClips(empty.path, unplaced: 0, example: nil))
  }

  @Test func layoutsAreNotMixed() throws {
    let folder = try DatasetFolder([
      "fan/train/normal_id_00_0.wav", "pump/train/section_00_source_train_normal_0000.wav",
    ])
    guard case .mixedLayouts(_, .dcase2020, _, .dcase2021, _) = refusal(folder.path) else {
      Issue.record("two layouts were mixed")
      return
    }
  }

  @Test func recordingsAndFeaturesAreNotMixed() throws {
    let folder = try DatasetFolder([
      "fan/train/normal_id_00_0.wav", "fan/train/normal_id_00_1.npy",
    ])
    guard case .mixedContent = refusal(folder.path) else {
      Issue.record("sound and features were mixed")
      return
    }
  }

  @Test func sameMachineInTwoFoldersIsNotPouredTogether() throws {
    let folder = try DatasetFolder([
      "6_dB_fan/id_00/normal/0.wav", "-6_dB_fan/id_00/normal/0.wav",
    ])
    #expect(
      refusal(folder.path)
        == .machineFoundTwice(
          "fan", id: "id_00", folder.path + "/-6_dB_fan", folder.path + "/6_dB_fan"))
  }

  @Test func sameMachineWithOtherIdsElsewhereIsOneMachine() throws {
    let folder = try DatasetFolder([
      "dev_data/fan/train/normal_id_00_0.wav", "eval_data/fan/train/normal_id_01_0.wav",
    ])
    #expect(try folder.scan().ids(of: "fan") == ["id_00", "id_01"])
  }

  @Test func askedForMachineIsSelected() throws {
    let folder = try DatasetFolder([
      "fan/train/normal_id_00_0.wav", "slider/train/normal_id_00_0.wav",
      "slider/test/anomaly_id_00_0.wav",
    ])
    let dataset = try folder.scan()
    let slider = try dataset.selecting(machine: "slider")
    #expect(slider.machines == ["slider"])
    #expect(slider.clips(.train).count == 1)
    #expect(slider.clips(.test, .anomaly).count == 1)
    #expect(slider.clips(.test, .normal).isEmpty)
    #expect(throws: DatasetError.machineNeeded(folder.path, machines: ["fan", "slider"])) {
      try dataset.selecting(machine: nil)
    }
    #expect(try slider.selecting(machine: nil) == slider)
  }

  @Test func unknownMachineIsAnsweredWithTheNearest() throws {
    let folder = try DatasetFolder([
      "fan/train/normal_id_00_0.wav", "ToyCar/train/normal_id_01_0.wav",
    ])
    let error = #expect(throws: DatasetError.self) {
      try folder.scan().selecting(machine: "toycar")
    }
    #expect(error?.description.contains("ToyCar, fan") == true)
    #expect(error?.description.contains("did you mean --machine ToyCar?") == true)
  }

  private static let numpy: NumpyFileError = .pickled("a")

  @Test(arguments: [
    DatasetError.folderMissing("a"), .notAFolder("a"), .folderForbidden("a"),
    .noClips("a", unplaced: 0, example: nil),
    .mixedLayouts("a", .mimii, "b", .dcase2020, "c"), .mixedContent("a", "b", "c"),
    .machineFoundTwice("fan", id: "id_00", "a", "b"), .unknownMachine("a", "b", machines: ["c"]),
    .machineNeeded("a", machines: ["b"]), .audio(.empty("a")), .numpy(numpy),
    .numpy(.unreadable("a", reason: "b")), .numpy(.notNumpy("a", reason: "b")),
    .numpy(.unsupportedType("a", found: "b")), .numpy(.wrongLength("a", expected: 1, found: 2)),
    .wrongBands("a", found: 1, expected: 2), .notFrames("a", shape: [1]),
    .featuresNotFinite("a", frame: 1, band: 2),
    .featuresTooLoud("a", frame: 1, band: 2, found: 1e4), .tooFewFrames("a", found: 1, minimum: 2),
    .soundNeeded("a"), .featuresNeeded("a"),
  ])
  func everyRefusalHasThreeLines(_ error: DatasetError) {
    let lines = error.description.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3)
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") })
  }
}
