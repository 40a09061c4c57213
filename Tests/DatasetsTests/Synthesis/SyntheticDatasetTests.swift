import AudioFile
import Foundation
import Synchronization
import Testing

@testable import Datasets

@Suite("SyntheticDataset")
struct SyntheticDatasetTests {
  /// A folder that does not exist yet, and its removal.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("edgeasd-synth-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func synthesizer(seed: UInt64 = 1) throws -> Synthesizer {
    var options = SynthesisOptions()
    options.machines = [.fan, .valve]
    options.ids = 2
    options.trainClips = 2
    options.testClips = 2
    options.seconds = 1
    options.seed = seed
    return try Synthesizer(options: options)
  }

  private func files(in folder: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.contains(".") }.sorted()
  }

  @Test("the folder holds the clips, 16 kHz, and the manifest, and nothing else")
  func theFolderHoldsTheClips() throws {
    try withFolder { folder in
      let synthesizer = try synthesizer()
      try SyntheticDataset(synthesizer, folder: folder).write()
      let names = synthesizer.clips.map(\.file)
      #expect(files(in: folder) == (names + ["manifest.csv"]).sorted())
      for clip in synthesizer.clips {
        let pcm = try AudioFile.read("\(folder)/\(clip.file)", expectedRate: 16_000)
        #expect(pcm.samples == synthesizer.samples(of: clip))
      }
    }
  }

  @Test("the layout is recognised, every clip placed, the manifest passed over in silence")
  func theLayoutIsRecognised() throws {
    try withFolder { folder in
      let synthesizer = try synthesizer()
      try SyntheticDataset(synthesizer, folder: folder).write()
      let dataset = try DatasetLayout.scan(folder)
      #expect(dataset.layout == .dcase2020)
      #expect(dataset.unplaced.isEmpty)
      #expect(dataset.machines == ["fan", "valve"])
      #expect(dataset.ids(of: "fan") == ["id_00", "id_01"])
      let placed = Set(
        dataset.clips.map { [$0.machine, $0.id, $0.split.rawValue, $0.label.rawValue] })
      let made = Set(
        synthesizer.clips.map {
          [$0.machine.rawValue, $0.idName, $0.split.rawValue, $0.label.rawValue]
        })
      #expect(placed == made)
      #expect(dataset.clips.count == synthesizer.clips.count)
    }
  }

  @Test("the manifest says what each clip is")
  func theManifestSaysWhatEachClipIs() throws {
    try withFolder { folder in
      let synthesizer = try synthesizer()
      try SyntheticDataset(synthesizer, folder: folder).write()
      let text = try String(contentsOfFile: "\(folder)/manifest.csv", encoding: .utf8)
      let rows = text.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      #expect(
        rows.first
          == ["file", "machine", "id", "label", "cause", "severity", "snr", "seed"])
      #expect(rows.count == synthesizer.clips.count + 1)
      for (row, clip) in zip(rows.dropFirst(), synthesizer.clips) {
        #expect(
          Array(row[0...4]) == [
            clip.file, clip.machine.rawValue, clip.idName, clip.label.rawValue,
            clip.cause?.rawValue ?? "",
          ])
        #expect(abs((Double(row[5]) ?? 2) - clip.severity) < 1e-4)
        #expect(Double(row[6]) == 0)
        #expect(UInt64(row[7]) == clip.seed)
      }
      #expect(SynthesisManifest.files(in: text) == synthesizer.clips.map(\.file))
    }
  }

  @Test("the same seed gives the same bytes in every file")
  func sameSeedSameBytes() throws {
    try withFolder { first in
      try withFolder { second in
        try SyntheticDataset(synthesizer(), folder: first).write()
        try SyntheticDataset(synthesizer(), folder: second).write()
        for name in files(in: first) {
          let one = try Data(contentsOf: URL(fileURLWithPath: "\(first)/\(name)"))
          let other = try Data(contentsOf: URL(fileURLWithPath: "\(second)/\(name)"))
          #expect(one == other, "\(name)")
        }
      }
    }
  }

  @Test("a folder that is not empty is refused and left alone, replaceable or not")
  func aFolderThatIsNotEmptyIsRefused() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(folder)/notes.txt"))
      for replacing in [false, true] {
        #expect(throws: SynthesisError.notEmpty(folder: folder, entries: 1, isReplaceable: false)) {
          try SyntheticDataset(synthesizer(), folder: folder).write(replacing: replacing)
        }
      }
      #expect(files(in: folder) == ["notes.txt"])
    }
  }

  @Test("a made data set is replaced as a whole when that is asked")
  func aMadeDataSetIsReplaced() throws {
    try withFolder { folder in
      try SyntheticDataset(synthesizer(), folder: folder).write()
      #expect(throws: SynthesisError.notEmpty(folder: folder, entries: 3, isReplaceable: true)) {
        try SyntheticDataset(synthesizer(), folder: folder).write()
      }
      var options = SynthesisOptions()
      options.machines = [.pump]
      options.ids = 1
      options.trainClips = 1
      options.testClips = 0
      options.seconds = 1
      let other = try Synthesizer(options: options)
      try SyntheticDataset(other, folder: folder).write(replacing: true)
      #expect(
        files(in: folder) == ["manifest.csv", "pump/train/normal_id_00_00000000.wav"])
    }
  }

  @Test("a foreign file inside a made data set survives --force")
  func aForeignFileSurvives() throws {
    try withFolder { folder in
      try SyntheticDataset(synthesizer(), folder: folder).write()
      let mine = "\(folder)/fan/train/mine.wav"
      try Data("mine".utf8).write(to: URL(fileURLWithPath: mine))
      #expect(throws: SynthesisError.self) {
        try SyntheticDataset(synthesizer(), folder: folder).write(replacing: true)
      }
      #expect(FileManager.default.fileExists(atPath: mine))
    }
  }

  @Test(
    "a manifest that names anything else is no licence to remove it",
    arguments: ["../notes.wav", "fan/train/../../x.wav", "/etc/passwd", "fan/train/x.txt", "a.wav"])
  func aHostileManifestIsRefused(file: String) {
    let text = "\(SynthesisManifest.header)\n\(file),fan,id_00,normal,,0,0,1\n"
    #expect(SynthesisManifest.files(in: text) == nil)
  }

  @Test("stopped in the middle, nothing is left")
  func stoppedInTheMiddleNothingIsLeft() throws {
    try withFolder { folder in
      let asked = Atomic<Int>(0)
      #expect(throws: SynthesisError.interrupted(folder: folder)) {
        try SyntheticDataset(synthesizer(), folder: folder).write(shouldStop: {
          asked.add(1, ordering: .relaxed).oldValue >= 5
        })
      }
      #expect(files(in: folder).isEmpty)
    }
  }

  @Test func aFolderThatItMadeGoesWithItsContents() throws {
    try withFolder { folder in
      let made = folder + "/made"
      #expect(throws: SynthesisError.interrupted(folder: made)) {
        try SyntheticDataset(synthesizer(), folder: made).write(shouldStop: { true })
      }
      #expect(!FileManager.default.fileExists(atPath: made))
    }
  }

  @Test(
    "a full disk is named, and nothing is left", .enabled(if: Self.canFillDisk, "needs /dev/full"))
  func anUnwritableClipIsNamed() throws {
    try withFolder { folder in
      // The manifest's name leads to a device that is always full: the clips are written, the
      // manifest cannot be.
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let dataset = SyntheticDataset(try synthesizer(), folder: folder)
      let once = Atomic<Bool>(false)
      let error = #expect(throws: SynthesisError.self) {
        try dataset.write(progress: { _ in
          guard !once.exchange(true, ordering: .relaxed) else { return }
          symlink("/dev/full", "\(folder)/manifest.csv")
        })
      }
      #expect(error?.description.contains("No space left") == true)
      #expect(files(in: folder).isEmpty)
    }
  }

  private static let canFillDisk = FileManager.default.fileExists(atPath: "/dev/full")

  @Test("an output that is a file is refused")
  func anOutputThatIsAFileIsRefused() throws {
    try withFolder { folder in
      try Data("x".utf8).write(to: URL(fileURLWithPath: folder))
      #expect(throws: SynthesisError.notAFolder(path: folder)) {
        try SyntheticDataset(synthesizer(), folder: folder).write()
      }
    }
  }

  @Test("a place that cannot be written to is named")
  func aPlaceThatCannotBeWrittenToIsNamed() throws {
    let error = #expect(throws: SynthesisError.self) {
      try SyntheticDataset(synthesizer(), folder: "/dev/null/made").write()
    }
    #expect(error?.description.split(separator: "\n").count == 3)
  }
}
