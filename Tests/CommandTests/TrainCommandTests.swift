import Datasets
import FloatModels
import Foundation
import SeededRandom
import Testing

/// `edgeasd train` on features made here, ended by signals.
@Suite struct TrainCommandTests {
  private let edgeasd = Executable("edgeasd")

  /// A folder with twelve normal clips of features.
  private final class Fixture {
    let folder = NSTemporaryDirectory() + "edgeasd-train-\(UUID().uuidString)"
    var data: String { folder + "/data" }
    var model: String { folder + "/fan.safetensors" }

    init() throws {
      var random = SeededGenerator(seed: 6)
      try FileManager.default.createDirectory(
        atPath: data + "/fan/train", withIntermediateDirectories: true)
      for index in 0..<12 {
        let values = (0..<40 * 16).map { _ in Float(-60 + 4 * random.normal()) }
        let array = NumpyArray(shape: [40, 16], elements: .float32(values))
        try Data(NumpyFile.encode(array)).write(
          to: URL(fileURLWithPath: "\(data)/fan/train/normal_id_00_0000\(1000 + index).npy"))
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var files: [String] {
      get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
    }
  }

  /// Trains until a signal comes after `seconds`.
  private func interrupted(
    _ fixture: Fixture, by signal: String, after seconds: Int
  ) throws -> Executable.Outcome {
    try edgeasd.run(
      [
        "train", fixture.data, "-o", fixture.model, "--family", "dense-ae", "--epochs", "1000000",
        "--no-cache",
      ],
      // A shell without job control lets its background commands ignore SIGINT; train does not.
      shell: #""$0" "$@" & sleep \#(seconds); kill -\#(signal) $!; wait $!"#)
  }

  @Test(arguments: ["INT", "TERM"])
  func anInterruptLeavesTheBestModelSoFarAndNoHalfFile(signal: String) throws {
    let fixture = try Fixture()
    try Data("the last model".utf8).write(to: URL(fileURLWithPath: fixture.model))
    let outcome = try interrupted(fixture, by: signal, after: 5)
    #expect(outcome.code == 1 && outcome.errors.contains("the training was interrupted after"))
    #expect(outcome.errors.split(separator: "\n").count == 3)
    #expect(try fixture.files == ["data", "fan.safetensors", "fan.safetensors.checkpoint"])
    let last = try String(contentsOfFile: fixture.model, encoding: .utf8)
    #expect(last == "the last model")
    let best = try FloatModel(contentsOf: fixture.model + ".checkpoint")
    #expect(best.family == "dense-ae" && best.record["training.ending"] == "interrupted")
  }

  @Test func aKilledTrainingLeavesNoHalfModel() throws {
    let fixture = try Fixture()
    let outcome = try interrupted(fixture, by: "KILL", after: 2)
    #expect(outcome.code == 137)
    #expect(try !fixture.files.contains("fan.safetensors"))
  }
}
