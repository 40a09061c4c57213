import Datasets
import FloatModels
import Foundation
import SeededRandom
import Testing

/// `edgeasd quantize` and `edgeasd inspect` on a data set of features made here.
@Suite struct QuantizeCommandTests {
  private let edgeasd = Executable("edgeasd")

  /// A folder with clips in DCASE 2020's layout and a float model beside them.
  private final class Fixture {
    let folder = NSTemporaryDirectory() + "edgeasd-quantize-\(UUID().uuidString)"
    var data: String { folder + "/data" }
    var model: String { folder + "/fan.safetensors" }
    var output: String { folder + "/fan.easd" }

    static let bands = 16

    /// `y = (1 - shortfall)·x`: the score is the input's power times shortfall².
    init(shortfall: Float, trainClips: Int = 12, silent: Bool = false) throws {
      var random = SeededGenerator(seed: 5)
      try FileManager.default.createDirectory(
        atPath: data + "/fan/test", withIntermediateDirectories: true)
      try FileManager.default.createDirectory(
        atPath: data + "/fan/train", withIntermediateDirectories: true)
      for index in 0..<trainClips {
        try write("train/normal_id_00_0000\(1000 + index)", silent ? 0 : 4, &random)
      }
      for index in 0..<8 {
        try write("test/normal_id_00_0000\(2000 + index)", 4, &random)
        try write("test/anomaly_id_00_0000\(3000 + index)", 5, &random)
      }
      let inputs = 3 * Self.bands
      var weight = Tensor(shape: [inputs, inputs])
      for index in 0..<inputs { weight.values[index * inputs + index] = 1 - shortfall }
      let dense = Node(
        name: "output", operation: .dense(units: inputs), inputs: [Node.graphInput],
        parameters: ["weight": weight, "bias": Tensor(shape: [inputs])])
      try FloatModel(
        family: "dense-ae", graph: Graph(input: Shape(vector: inputs), nodes: [dense]),
        inputMean: -60, inputDeviation: 4,
        frontEnd: .features(sourceBands: Self.bands, bands: Self.bands),
        windowing: Windowing(framesPerWindow: 3, framesPerStep: 1, windowsPerDecision: 38),
        record: ["machine": "fan", "ids": "id_00"]
      ).save(to: model)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func write(_ name: String, _ deviation: Double, _ random: inout SeededGenerator) throws
    {
      let values = (0..<40 * Self.bands).map { _ in Float(-60 + deviation * random.normal()) }
      let array = NumpyArray(shape: [40, Self.bands], elements: .float32(values))
      try Data(NumpyFile.encode(array)).write(
        to: URL(fileURLWithPath: "\(data)/fan/\(name).npy"))
    }
  }

  private func quantize(_ fixture: Fixture, _ words: String...) throws -> Executable.Outcome {
    try quantize(fixture, words)
  }

  private func quantize(_ fixture: Fixture, _ words: [String]) throws -> Executable.Outcome {
    try edgeasd.run(
      [
        "quantize", fixture.model, "--calibration", fixture.data, "-o", fixture.output,
        "--no-cache",
      ]
        + words)
  }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  @Test func writesAModelThatInspectReads() throws {
    let fixture = try Fixture(shortfall: 0.5)
    let outcome = try quantize(fixture, "--validate", fixture.data, "--max-auc-loss", "0.01")
    #expect(outcome.code == 0 && exists(fixture.output))
    for words in ["output", "SQNR", "network", "detector", "threshold", "pAUC"] {
      #expect(outcome.output.contains(words), "\(words)")
    }
    #expect(outcome.errors.contains("firmware-sim \(fixture.output) --against"))
    let page = try edgeasd.run(["inspect", fixture.output])
    #expect(page.code == 0 && page.output.contains(#"machine             "fan""#))
    let float = try edgeasd.run(["inspect", fixture.model])
    #expect(float.code == 0 && float.output.contains("dense 48"))
  }

  @Test func jsonHasTheFiguresOfTheScreen() throws {
    let fixture = try Fixture(shortfall: 0.5)
    let outcome = try quantize(fixture, "--validate", fixture.data, "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let validation = try #require(object["validation"] as? [String: Any])
    let float = try #require(validation["float"] as? [String: Any])
    #expect(float["auc"] as? Double == 1)
    #expect(validation["auc_loss"] is Double)
    let layers = try #require(object["layers"] as? [[String: Any]])
    #expect(layers.count == 1 && layers[0]["macs"] as? Int == 48 * 48)
    let inspected = try edgeasd.run(["inspect", fixture.output, "--json"])
    let page = try #require(
      try JSONSerialization.jsonObject(with: Data(inspected.output.utf8)) as? [String: Any])
    #expect(page["sha256"] as? String == object["sha256"] as? String)
  }

  @Test func aLossBeyondTheLimitEndsWithCode3AndNoFile() throws {
    // The error is a thousandth of the signal: it drowns in the rounding of the input.
    let fixture = try Fixture(shortfall: 0.001)
    let limited = ["--validate", fixture.data, "--max-auc-loss", "0.02"]
    let outcome = try quantize(fixture, limited + ["--activations", "int8"])
    #expect(outcome.code == 3 && !exists(fixture.output))
    #expect(outcome.errors.contains("no file was written"))
    let unlimited = try quantize(fixture, "--validate", fixture.data)
    #expect(unlimited.code == 0 && exists(fixture.output))
  }

  @Test func aLimitRaisesWhatCostsMostTo16Bits() throws {
    let fixture = try Fixture(shortfall: 0.001)
    let limited = ["--validate", fixture.data, "--max-auc-loss", "0.02"]
    let outcome = try quantize(fixture, limited)
    #expect(outcome.code == 0 && exists(fixture.output))
    #expect(outcome.output.contains("input to 16 bits"))
    #expect(outcome.output.contains("these clips chose the precision and judge it"))
    let page = try edgeasd.run(["inspect", fixture.output])
    #expect(page.code == 0 && page.output.contains("mixed"))
  }

  @Test func theLossOfHeldOutNormalClipsNeedsNoLabels() throws {
    let fixture = try Fixture(shortfall: 0.001, trainClips: 20)
    let outcome = try quantize(fixture, "--max-auc-loss", "0.0001", "--json")
    #expect(outcome.code == 0 && exists(fixture.output))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let fidelity = try #require(object["fidelity"] as? [String: Any])
    #expect(fidelity["held_out"] as? Bool == true && fidelity["clips"] as? Double == 4)
    #expect(fidelity["discordant_share"] as? Double == 0)
    let path = try #require(object["search"] as? [[String: Any]])
    #expect(path.first?["change"] as? String == "start")
    #expect(object["validation"] is NSNull)
  }

  @Test(arguments: ["--max-ram", "--max-flash"])
  func whatCannotBecomeSmallEnoughEndsWithCode3AndNoFile(option: String) throws {
    let fixture = try Fixture(shortfall: 0.5)
    let outcome = try quantize(fixture, option, "100")
    #expect(outcome.code == 3 && !exists(fixture.output))
    #expect(outcome.errors.contains("allowed: at most 100 (\(option))"))
    #expect(try quantize(fixture, option, "1M").code == 0 && exists(fixture.output))
  }

  @Test func layersThatAreNotThereAreNamed() throws {
    let fixture = try Fixture(shortfall: 0.5)
    for words in [["--q15", "outputs"], ["--layer-weights", "outputs=16"]] {
      let outcome = try quantize(fixture, words)
      #expect(outcome.code == 1 && outcome.errors.contains("outputs"))
    }
    let outcome = try quantize(fixture, "--q15", "input", "--layer-weights", "output=16")
    #expect(outcome.code == 0 && outcome.output.contains("mixed activations"))
  }

  @Test func sameInputGivesTheSameBytes() throws {
    let fixture = try Fixture(shortfall: 0.5)
    var files: [Data] = []
    for _ in 0..<2 {
      #expect(try quantize(fixture).code == 0)
      files.append(try Data(contentsOf: URL(fileURLWithPath: fixture.output)))
    }
    #expect(files[0] == files[1])
  }

  @Test func aSingleClipAndSilenceAreWarnedOf() throws {
    let single = try quantize(Fixture(shortfall: 0.5, trainClips: 1))
    #expect(single.code == 0 && single.errors.contains("calibrated on a single clip"))
    let silent = try quantize(Fixture(shortfall: 0.5, silent: true))
    #expect(silent.code == 0 && silent.errors.contains("is constant"))
  }

  @Test func theFloatModelIsNeverReplaced() throws {
    let fixture = try Fixture(shortfall: 0.5)
    let before = try Data(contentsOf: URL(fileURLWithPath: fixture.model))
    let outcome = try edgeasd.run([
      "quantize", fixture.model, "--calibration", fixture.data, "-o", fixture.model, "--no-cache",
    ])
    #expect(outcome.code == 1 && outcome.errors.contains("would replace"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.model)) == before)
  }

  @Test func aModelOfTheOtherKindIsCalledThatAndNotDamaged() throws {
    let fixture = try Fixture(shortfall: 0.5)
    #expect(try quantize(fixture).code == 0)
    let device = try edgeasd.run([
      "quantize", fixture.output, "--calibration", fixture.data, "-o", fixture.folder + "/b.easd",
    ])
    #expect(device.code == 4 && device.errors.contains("is a device model, not a float model"))
    let float = try Executable("firmware-sim").run([
      fixture.model, "--against", fixture.model, "--clips", fixture.data,
    ])
    #expect(float.code == 4 && float.errors.contains("is no device model"))
  }

  @Test func aPercentileWithoutItsMethodIsAUsageError() throws {
    let outcome = try quantize(Fixture(shortfall: 0.5), "--percentile", "95")
    #expect(outcome.code == 64 && outcome.errors.contains("--calibration-method percentile"))
  }

  @Test func falseAlarmsPerWeekNeedASampleRate() throws {
    let fixture = try Fixture(shortfall: 0.5)
    let outcome = try quantize(fixture, "--false-alarms-per-week", "1")
    #expect(outcome.code == 1 && outcome.errors.contains("no sample rate"))
    #expect(!exists(fixture.output))
  }

  @Test func normalSoundOfTheMachineIsNeeded() throws {
    let fixture = try Fixture(shortfall: 0.5, trainClips: 0)
    let outcome = try quantize(fixture)
    #expect(outcome.code == 1 && outcome.errors.contains("no normal sound"))
    #expect(try quantize(fixture, "--machine", "pump").code == 1)
  }

  @Test func optionsThatContradictEachOtherAreRefused() throws {
    let fixture = try Fixture(shortfall: 0.5)
    let both = ["--false-alarms-per-week", "1", "--threshold-percentile", "90"]
    let outcome = try edgeasd.run(
      ["quantize", fixture.model, "--calibration", fixture.data, "-o", fixture.output] + both)
    #expect(outcome.code == 64)
  }

  @Test func filesThatAreNoModelsEndWithCode4() throws {
    let fixture = try Fixture(shortfall: 0.5)
    #expect(try quantize(fixture).code == 0)
    let whole = try Data(contentsOf: URL(fileURLWithPath: fixture.output))
    try whole.prefix(999).write(to: URL(fileURLWithPath: fixture.output))
    for path in [fixture.output, fixture.folder + "/absent", "/dev/null"] {
      #expect(try edgeasd.run(["inspect", path]).code == 4, "\(path)")
    }
  }
}
