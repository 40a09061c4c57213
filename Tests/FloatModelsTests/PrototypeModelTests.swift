import FloatModels
import Testing

@Suite("FloatModel: prototypes and pooled windows")
struct PrototypeModelTests {
  static let set = PrototypeSet(
    dimension: 2,
    prototypes: [
      .init(id: nil, block: 0, values: [5, 5]), .init(id: "b", block: 1, values: [1, 2]),
      .init(id: "a", block: 0, values: [0, 0]), .init(id: "b", block: 0, values: [-1, -1]),
    ])

  static let model = FloatModel(
    family: "pooled-gaussian",
    graph: Graph(
      input: Shape(vector: 6),
      nodes: [
        Node(
          name: "whitening", operation: .dense(units: 4), inputs: [Node.graphInput],
          parameters: [
            "weight": Tensor(shape: [4, 6], values: (0..<24).map { Float($0) / 7 - 1 }),
            "bias": Tensor(shape: [4], values: [1, -1, 0.5, 0]),
          ])
      ]),
    inputMean: -30, inputDeviation: 4, frontEnd: .features(sourceBands: 3, bands: 3),
    windowing: Windowing(
      framesPerWindow: 4, framesPerStep: 4, windowsPerDecision: 1, pooling: .meanAndMaximum),
    score: .nearestPrototype(set), heldOutScores: [1, 0.25], record: ["machine": "fan"])

  @Test func comesBackFromItsFile() throws {
    #expect(try FloatModel(file: Self.model.file(), path: "x") == Self.model)
  }

  @Test func prototypesAreSortedByMachine() {
    #expect(Self.set.ids == ["a", "b"])
    #expect(Self.set.prototypes.map(\.id) == ["a", "b", "b", nil])
    #expect(Self.set.prototypes[1].block == 1)
  }

  @Test func distanceIsTheNearestPrototypesOfTheMachine() {
    let output: [Float] = [1, 1, 1, 4]
    let all = output[...]
    #expect(Self.set.distance(all, id: "a") == 1)
    // Block 1 from (1, 2): 0 and 4; block 0 from (-1, -1): 4 and 4; from (5, 5): 16 and 16.
    #expect(Self.set.distance(all, id: "b") == 2)
    #expect(Self.set.distance(all, id: nil) == 1)
    #expect(Self.set.distance(all, id: "unknown") == 1)
    // Slices start anywhere.
    #expect(Self.set.distance(([9, 9] + output)[2...], id: "b") == 2)
  }

  @Test func chainPoolsAndScores() throws {
    let frames: [[Double]] = [
      [-30, -20, -10], [-34, -20, -18], [-26, -24, -14], [-30, -16, -14],
    ]
    let pooled = [-30.0, -20, -14, -26, -16, -10]
    let input = pooled.map { ($0 + 30) / 4 }
    let node = Self.model.graph.nodes[0]
    let weight = node.parameters["weight"]!.values
    let output = (0..<4).map { unit in
      (0..<6).reduce(Double(node.parameters["bias"]!.values[unit])) {
        $0 + Double(weight[unit * 6 + $1]) * input[$1]
      }
    }
    let scores = try FloatChain(Self.model).windowScores(frames.flatMap { $0 }, id: "a")
    let (near, far) = (output[0] * output[0] + output[1] * output[1], 25.0)
    let other =
      (output[0] - 5) * (output[0] - 5) + (output[1] - 5) * (output[1] - 5)
    #expect(scores.count == 1)
    #expect(abs(scores[0] - min(near, other) / 2) < 1e-4 * far)
  }

  @Test(arguments: Family.pooledGaussian.poolings)
  func poolingIsOverTime(_ pooling: FramePooling) {
    let frames: [Double] = [1, 10, 3, -10, 8, 3]
    let expected: [FramePooling: [Double]] = [
      .mean: [4, 1], .maximum: [8, 10], .meanAndMaximum: [4, 1, 8, 10],
    ]
    #expect(pooling.pooled(frames, bands: 2, unitsPerOctave: 3) == expected[pooling])
  }

  static let damages: [(key: String, value: String)] = [
    ("edgeasd.score", "nearest"), ("edgeasd.prototypes", "[]"), ("edgeasd.prototypes", "{"),
    ("edgeasd.prototypes", #"[{"block":0},{"block":0},{"block":0},{"block":0,"id":"a"}]"#),
    (
      "edgeasd.prototypes",
      #"[{"block":2,"id":"a"},{"block":0,"id":"b"},{"block":0,"id":"b"},{"block":0}]"#
    ),
    (
      "edgeasd.windowing",
      #"{"frames_per_window":4,"frames_per_step":3,"windows_per_decision":1,"pooling":"mean+max"}"#
    ),
    (
      "edgeasd.windowing",
      #"{"frames_per_window":4,"frames_per_step":4,"windows_per_decision":1,"pooling":"median"}"#
    ),
    (
      "edgeasd.windowing",
      #"{"frames_per_window":4,"frames_per_step":4,"windows_per_decision":1,"pooling":"mean"}"#
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

  @Test func prototypesThatDoNotDivideTheOutputAreRefused() throws {
    var file = try Self.model.file()
    file.tensors["score.prototypes"] = Tensor(shape: [4, 3])
    #expect(throws: FloatModelError.self) { try FloatModel(file: file, path: "x") }
    file.tensors["score.prototypes"] = nil
    #expect(throws: FloatModelError.self) { try FloatModel(file: file, path: "x") }
  }

  @Test func heldOutScoresAreFiniteAndNotNegative() throws {
    for bad in [Float.nan, .infinity, -1] {
      var file = try Self.model.file()
      file.tensors["score.held_out"] = Tensor(shape: [1], values: [bad])
      #expect(throws: FloatModelError.self) { try FloatModel(file: file, path: "x") }
    }
  }
}
