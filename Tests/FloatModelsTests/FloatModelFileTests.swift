import FloatModels
import Foundation
import Testing

@Suite("FloatModel: file")
struct FloatModelFileTests {
  static let model = FloatModel(
    family: "conv-ae",
    graph: Architectures.convolutionalAutoencoder(frames: 16, bands: 32, seed: 3),
    inputMean: -47.123456, inputDeviation: 0.1,
    frontEnd: .logMel(
      sampleRate: 16000, frameLength: 4096, hop: 2474, bands: 32, lowestHz: 0, highestHz: 8000),
    windowing: Windowing(framesPerWindow: 16, framesPerStep: 8, windowsPerDecision: 2),
    record: ["machine": "fan", "seed": "3", "note": "a/b \"c\""])

  static func temporaryPath() -> String {
    FileManager.default.temporaryDirectory
      .appendingPathComponent("edgeasd-\(UUID().uuidString).safetensors").path
  }

  @Test("everything of a model comes back, and twice written is the same bytes")
  func roundTrip() throws {
    let path = Self.temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Self.model.save(to: path)
    let first = try Data(contentsOf: URL(fileURLWithPath: path))
    let read = try FloatModel(contentsOf: path)
    #expect(read == Self.model)
    try read.save(to: path)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == first)
  }

  @Test("a model of features comes back")
  func featuresRoundTrip() throws {
    var model = Self.model
    model.frontEnd = .features(sourceBands: 64, bands: 32)
    #expect(try FloatModel(file: model.file(), path: "x") == model)
  }

  @Test("tensors are named node.role")
  func tensorNames() throws {
    let names = try Self.model.file().tensors.keys
    #expect(names.contains("encoder.0.weight") && names.contains("encoder.0.norm.variance"))
  }

  @Test("a record key of the format's own is refused")
  func reservedKey() {
    var model = Self.model
    model.record["edgeasd.graph"] = "{}"
    #expect(throws: FloatModelError.reservedKey("edgeasd.graph")) { try model.file() }
  }

  static let damages: [(key: String, value: String?)] = [
    ("edgeasd.format", nil), ("edgeasd.version", "2"), ("edgeasd.version", nil),
    ("edgeasd.family", ""), ("edgeasd.input_mean", "nan"), ("edgeasd.input_mean", "x"),
    ("edgeasd.input_deviation", "0"), ("edgeasd.input_deviation", "-1"),
    ("edgeasd.input_deviation", "inf"), ("edgeasd.front_end", "{}"), ("edgeasd.front_end", "["),
    ("edgeasd.front_end", #"{"kind":"mfcc","bands":32}"#),
    ("edgeasd.front_end", #"{"kind":"features","bands":32,"source_bands":65}"#),
    (
      "edgeasd.windowing", #"{"frames_per_window":16,"frames_per_step":0,"windows_per_decision":1}"#
    ),
    (
      "edgeasd.windowing", #"{"frames_per_window":17,"frames_per_step":1,"windows_per_decision":1}"#
    ),
    ("edgeasd.graph", "{}"), ("edgeasd.graph", #"{"input":[],"nodes":[]}"#),
    ("edgeasd.graph", #"{"input":[16,32,1],"nodes":[]}"#),
    ("edgeasd.graph", #"{"input":[16,32,1],"nodes":[{"name":"a","operation":"x","inputs":[-1]}]}"#),
  ]

  @Test("damaged metadata is refused with three lines", arguments: damages.indices)
  func damagedMetadataIsRefused(_ index: Int) throws {
    var file = try Self.model.file()
    file.metadata[Self.damages[index].key] = Self.damages[index].value
    let error = #expect(throws: FloatModelError.self) { try FloatModel(file: file, path: "x") }
    #expect(error?.description.split(separator: "\n").count == 3)
  }

  @Test("a tensor too few, too many or of another shape is refused with three lines")
  func foreignTensorsAreRefused() throws {
    let file = try Self.model.file()
    var (missing, added, reshaped) = (file, file, file)
    missing.tensors["output.bias"] = nil
    added.tensors["other.bias"] = Tensor(shape: [1])
    reshaped.tensors["output.bias"] = Tensor(shape: [2])
    for damaged in [missing, added, reshaped] {
      let error = #expect(throws: FloatModelError.self) { try FloatModel(file: damaged, path: "x") }
      #expect(error?.description.split(separator: "\n").count == 3)
    }
  }
}
