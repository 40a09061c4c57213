import FloatModels
import Foundation
import Testing

@Suite("FloatModel: clusters and modulation spectra")
struct ClusterModelTests {
  static let set = ClusterSet(
    dimension: 2, octavesPerUnit: 0.5,
    clusters: [
      .init(id: nil, center: [8, 8], spread: [0, 0]),
      .init(id: "b", center: [0, 2], spread: [0, 2]),
      .init(id: "a", center: [0, 0], spread: [-2, 0]),
    ])

  static let model = FloatModel(
    family: "modspec-graph",
    graph: Graph(
      input: Shape(vector: 8),
      nodes: [
        Node(
          name: "levels", operation: .dense(units: 2), inputs: [Node.graphInput],
          parameters: [
            "weight": Tensor(shape: [2, 8], values: (0..<16).map { Float($0) / 7 - 1 }),
            "bias": Tensor(shape: [2], values: [1, -1]),
          ])
      ]),
    inputMean: -30, inputDeviation: 4,
    frontEnd: .gammatone(
      sampleRate: 16_000, frameLength: 256, windowLength: 160, hop: 40, bands: 1, lowestHz: 125),
    windowing: Windowing(
      framesPerWindow: 4, framesPerStep: 4, windowsPerDecision: 1, pooling: .modulation),
    score: .nearestCluster(set), heldOutScores: [1, 0.25], record: ["machine": "pump"])

  @Test func comesBackFromItsFile() throws {
    #expect(try FloatModel(file: Self.model.file(), path: "x") == Self.model)
    #expect(Self.model.frontEnd.design?.windowLength == 160)
  }

  @Test func distanceIsTheNearestClustersOfTheMachine() {
    #expect(Self.set.centers.ids == ["a", "b"])
    #expect(Self.set.centers.prototypes.map(\.id) == ["a", "b", nil])
    // 2 and 4 as values. From a's 1 and 1, with spreads of 1/2 and 1: 2 and 3; from b's 1 and 2 with 1
    // and 2: 1 and 1; from 16 and 16 with 1 and 1: 14 and 12.
    let output: [Float] = [2, 4]
    #expect(abs(Self.set.distance(output[...], id: "a") - 2.5) < 1e-12)
    #expect(abs(Self.set.distance(output[...], id: "b") - 1) < 1e-12)
    #expect(abs(Self.set.distance(output[...], id: nil) - 1) < 1e-12)
    #expect(abs(Self.set.distance(output[...], id: "unknown") - 1) < 1e-12)
    // Slices start anywhere; one of no machine counts for all.
    #expect(abs(Self.set.distance(([9] + output)[1...], id: "a") - 2.5) < 1e-12)
    #expect(abs(Self.set.distance([8, 8], id: "a")) < 1e-12)
  }

  @Test func chainTakesTheModulationSpectrum() throws {
    let frames: [Double] = [-30, -20, -34, -18]
    let octaves = frames.map { $0 / (10 * log10(2.0)) }
    let spectrum = FramePooling.modulation.pooled(octaves, bands: 1, unitsPerOctave: 1)
    #expect(spectrum.count == 8)
    let input = spectrum.map { Float(($0 * 10 * log10(2.0) + 30) / 4) }
    let output = try Network(Self.model.graph).forward(input, batch: 1)
    let expected = Self.set.distance(output[...], id: "a")
    let score = try FloatChain(Self.model).windowScores(frames, id: "a")
    #expect(score.count == 1 && abs(score[0] / expected - 1) < 1e-4)
  }

  static let damages: [(key: String, value: String)] = [
    ("edgeasd.prototypes", "[]"), ("edgeasd.octaves_per_unit", "0"),
    ("edgeasd.octaves_per_unit", "nan"),
    (
      "edgeasd.windowing",
      #"{"frames_per_window":4,"frames_per_step":3,"windows_per_decision":1,"pooling":"modulation"}"#
    ),
    ("edgeasd.front_end", #"{"kind":"gammatone","bands":1}"#),
    (
      "edgeasd.front_end",
      #"{"kind":"gammatone","bands":1,"sample_rate":16000,"frame_length":256,"window_length":257,"hop":40,"lowest_hz":125}"#
    ),
  ]

  @Test(arguments: damages.indices)
  func damagedMetadataIsRefusedByItsKey(_ index: Int) throws {
    let damage = Self.damages[index]
    var file = try Self.model.file()
    file.metadata[damage.key] = damage.value
    let error = try #require(throws: FloatModelError.self) {
      try FloatModel(file: file, path: "model.safetensors")
    }
    #expect(error.description.split(separator: "\n").count == 3)
    #expect(error.description.contains(damage.key))
  }

  @Test func spreadsThatDoNotFitAreRefused() throws {
    var file = try Self.model.file()
    file.tensors["score.spreads"] = Tensor(shape: [2, 2])
    #expect(throws: FloatModelError.self) { try FloatModel(file: file, path: "x") }
    file.tensors["score.spreads"] = Tensor(shape: [3, 2], values: [0, 0, 0, 0, 0, .infinity])
    #expect(throws: FloatModelError.self) { try FloatModel(file: file, path: "x") }
    file.tensors["score.spreads"] = nil
    #expect(throws: FloatModelError.self) { try FloatModel(file: file, path: "x") }
  }
}
