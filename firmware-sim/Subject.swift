import CommandLineInterface
import Datasets
import EdgeRuntime
import FloatModels
import Foundation
import Quantization

/// The two models that are compared, checked to belong together.
struct Subject {
  let modelPath: String
  let floatPath: String
  let image: ModelImage
  let float: FloatModel
  let metadata: ModelMetadata
  /// dB² in Q24.
  let thresholdQ24: Int64
  let figures: ModelFigures

  init(modelPath: String, floatPath: String) throws {
    self.modelPath = modelPath
    self.floatPath = floatPath
    let model: Model
    do {
      image = try ModelImage(contentsOf: modelPath)
      model = try image.model()
    } catch let error as ModelImageError {
      throw CommandFailure(.badModelFile, error.description)
    } catch {
      throw CommandFailure(.badModelFile, "\(modelPath) cannot be used: \(error)")
    }
    do {
      float = try FloatModel(contentsOf: floatPath)
      try float.checkIsDetector(path: floatPath)
    } catch {
      throw CommandFailure(.badModelFile, "\(error)")
    }
    thresholdQ24 = model.calibration.thresholdQ24
    figures = ModelFigures(model)
    let json = String(decoding: model.metadata, as: UTF8.self)
    guard let metadata = ModelMetadata(json: json) else {
      throw CommandFailure(
        .badModelFile,
        """
        \(modelPath) does not say what it was made from
          its metadata: \(json.prefix(60))
          make it again with `edgeasd quantize`
        """)
    }
    self.metadata = metadata
    try Self.checkOrigin(metadata, float, modelPath, floatPath)
    guard model.bands == float.frontEnd.bands, metadata.family == float.family,
      model.windowing.framesPerWindow == float.windowing.framesPerWindow,
      model.windowing.framesPerStep == float.windowing.framesPerStep
    else {
      throw CommandFailure(
        .failure,
        """
        the two models do not belong together
          \(modelPath): \(metadata.family) of \(model.bands) bands; \(floatPath): \(float.family) \
        of \(float.frontEnd.bands) bands
          give the .safetensors file that the .easd file was quantized from
        """)
    }
  }

  /// The device model names the machine and the features that its float model learned from.
  private static func checkOrigin(
    _ metadata: ModelMetadata, _ float: FloatModel, _ modelPath: String, _ floatPath: String
  ) throws {
    let theirs = [("machine", metadata.machine), ("features", metadata.dataSetDigest)]
    let own = [float.record["machine"], float.record["features.sha256"]]
    for ((name, expected), found) in zip(theirs, own) {
      guard let expected, let found, expected != found else { continue }
      throw CommandFailure(
        .failure,
        """
        the two models do not belong together
          \(modelPath) is from a float model of \(name) \(expected.prefix(16)), \
        \(floatPath) of \(name) \(found.prefix(16))
          give the .safetensors file that the .easd file was quantized from
        """)
    }
  }

  /// The machine that the models know.
  var machine: String? { metadata.machine ?? float.record["machine"] }

  /// The test clips of the models' machine. Clips of others are left out with a line.
  func testClips(of dataset: Dataset) throws -> [Clip] {
    let tests = dataset.clips(.test)
    guard let machine else { return tests }
    let own = tests.filter { $0.machine == machine }
    let others = Set(tests.map(\.machine)).subtracting([machine]).sorted()
    if !others.isEmpty {
      StandardError.print(
        "\(tests.count - own.count) clips of \(others.joined(separator: ", ")) are left out: "
          + "the model is for \(machine)")
    }
    guard !own.isEmpty else { throw Self.noClips(dataset.root, machine) }
    return own
  }

  static func noClips(_ folder: String, _ machine: String?) -> CommandFailure {
    CommandFailure(
      .failure,
      """
      there is no test clip to compare the models on
        \(folder): none of \(machine ?? "the machine") that can be used
        give a folder with \(machine ?? "MACHINE")/test/normal_… and anomaly_… clips
      """)
  }
}
