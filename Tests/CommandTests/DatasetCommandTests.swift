import Foundation
import Testing

@Suite final class DatasetCommandTests {
  private let edgeasd = Executable("edgeasd")
  private let folder = NSTemporaryDirectory() + "dataset-command-\(UUID().uuidString)"

  init() throws {
    try add("fan/train/normal_id_00_0.wav", wave)
    try add("fan/test/normal_id_00_0.wav", wave)
    try add("fan/test/anomaly_id_00_0.wav", wave)
    try add("fan/test/anomaly_id_00_1.wav", wave.dropLast())
    try add("notes.txt", [])
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// A second of silence, 16 kHz, 16 bits.
  private var wave: [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(value >> (8 * $0) & 255) }
    }
    let format = little(1, 2) + little(1, 2) + little(16_000, 4) + little(32_000, 4) + little(2, 2)
    return Array("RIFF".utf8) + little(32_036, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + format
      + little(16, 2) + Array("data".utf8) + little(32_000, 4)
      + [UInt8](repeating: 0, count: 32_000)
  }

  private func add(_ name: String, _ bytes: [UInt8]) throws {
    let url = URL(fileURLWithPath: folder + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  @Test func textShowsClipsWhatWasNotPlacedAndWhatIsBad() throws {
    let outcome = try edgeasd.run(["dataset", folder])
    #expect(outcome.code == 0)
    #expect(
      outcome.output == """
        \(folder): 3 recordings, 0.00 hours, named as in DCASE 2020
        machine  id     train  test normal  test anomaly  hours
        fan      id_00      1            1             1   0.00
        16000 Hz, 1 channel
        not placed: 1
          notes.txt: it is no .wav, .flac or .npy file
        bad files, left out: 1
          \(folder)/fan/test/anomaly_id_00_1.wav is cut off
            its header promises 16000 samples a channel, the file holds 15999
            copy it again from where it came from, or leave it out

        """)
    #expect(
      outcome.errors
        == "next:  \(edgeasd.path) train \(folder) --machine fan -o fan.safetensors\n")
  }

  @Test func jsonListsEveryGroupAndEveryFile() throws {
    let outcome = try edgeasd.run(["dataset", folder, "--json", "--check"])
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let members = try #require(object as? [String: Any])
    #expect(members["layout"] as? String == "dcase2020")
    #expect(members["clips"] as? Int == 3)
    #expect((members["groups"] as? [[String: Any]])?.first?["test_anomaly"] as? Int == 1)
    #expect((members["unplaced"] as? [[String: Any]])?.count == 1)
    #expect((members["bad"] as? [[String: Any]])?.count == 1)
  }

  @Test func strictEndsAtTheFirstBadFile() throws {
    let outcome = try edgeasd.run(["dataset", folder, "--strict"])
    #expect(outcome.code == 1)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors.hasPrefix("edgeasd: \(folder)/fan/test/anomaly_id_00_1.wav is cut off\n"))
    #expect(outcome.errors.split(separator: "\n").count == 3)
  }

  @Test func channelThatNoRecordingHasMakesAllBad() throws {
    let outcome = try edgeasd.run(["dataset", folder, "--channel", "3"])
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("no clip can be used"))
    #expect(outcome.output.contains("bad files, left out: 4"))
    #expect(outcome.errors.isEmpty)
  }

  @Test func missingFolderIsNamed() throws {
    let outcome = try edgeasd.run(["dataset", folder + "/no"])
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("there is no such folder"))
  }
}
