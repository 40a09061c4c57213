import FloatModels
import Foundation
import Testing

@Suite("FloatModel: classifiers of machines")
struct CrossEntropyModelTests {
  static let score = CrossEntropyScore(ids: ["b", "a", "c"], temperature: 2)

  static let model = FloatModel(
    family: "id-classifier",
    graph: Architectures.idClassifier(frames: 5, bands: 4, ids: 3, seed: 2),
    inputMean: -30, inputDeviation: 4, frontEnd: .features(sourceBands: 4, bands: 4),
    windowing: Windowing(framesPerWindow: 5, framesPerStep: 5, windowsPerDecision: 1),
    score: .crossEntropy(score), heldOutScores: [0.5], record: ["machine": "fan"])

  @Test func comesBackFromItsFile() throws {
    #expect(try FloatModel(file: Self.model.file(), path: "x") == Self.model)
  }

  @Test func entropyIsThatOfTheTemperedSoftmax() {
    let logits: [Float] = [1, -3, 4]
    let powers = logits.map { exp(Double($0) / 2) }
    let sum = powers.reduce(0, +)
    for (index, id) in ["a", "b", "c"].enumerated() {
      #expect(abs(Self.score.entropy(logits[...], id: id) + log(powers[index] / sum)) < 1e-12)
    }
    // Without a machine, or with one that it does not know, the likeliest.
    for id in [nil, "d"] {
      #expect(Self.score.entropy(logits[...], id: id) == Self.score.entropy(logits[...], id: "c"))
    }
    // Slices start anywhere; large logits do not overflow.
    #expect(
      Self.score.entropy(([7] + logits)[1...], id: "b") == Self.score.entropy(logits[...], id: "b"))
    #expect(Self.score.entropy([-5000, 0, 5000], id: "a") == 5000)
  }

  @Test func chainScoresTheMachineThatIsHeard() throws {
    let frames = (0..<20).map { Double($0 * 7 % 11) - 35 }
    let input = frames.map { Float(($0 + 30) / 4) }
    let logits = try Network(Self.model.graph).forward(input, batch: 1)
    let chain = try FloatChain(Self.model)
    for id in ["a", "b", nil] {
      let expected = Self.score.entropy(logits[...], id: id)
      #expect(abs(chain.windowScores(frames, id: id)[0] - expected) < 1e-6)
    }
  }

  static let damages: [String] = [
    "{", #"{"ids":["a","b","c"]}"#, #"{"ids":["a","b"],"temperature":2}"#,
    #"{"ids":["a","c","b"],"temperature":2}"#, #"{"ids":["a","b","b"],"temperature":2}"#,
    #"{"ids":["","a","b"],"temperature":2}"#, #"{"ids":["a","b","c"],"temperature":0}"#,
    #"{"ids":["a","b","c"],"temperature":-1}"#,
  ]

  @Test(arguments: damages)
  func damagedMetadataIsRefused(_ text: String) throws {
    var file = try Self.model.file()
    file.metadata["edgeasd.cross_entropy"] = text
    let error = try #require(throws: FloatModelError.self) {
      try FloatModel(file: file, path: "model.safetensors")
    }
    #expect(error.description.split(separator: "\n").count == 3)
  }

  @Test func theSameLayersTakeAnyNumberOfFrames() throws {
    let graph = Self.model.graph
    let repeated = graph.taking(frames: 40)
    #expect(repeated.nodes == graph.nodes)
    // What does not change in time gives the same, except at the ends.
    let frame: [Float] = [0.5, -1, 0.25, 2]
    func logits(_ graph: Graph) throws -> [Float] {
      let frames = (0..<graph.input.height).flatMap { _ in frame }
      return try Network(graph).forward(frames, batch: 1)
    }
    let (long, longer) = (try logits(repeated), try logits(graph.taking(frames: 400)))
    for (y, z) in zip(long, longer) { #expect(abs(y - z) < 0.2) }
    #expect(try Network(graph.taking(frames: 1)).outputShape.count == 3)
  }
}
