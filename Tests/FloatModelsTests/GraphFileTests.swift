import FloatModels
import Foundation
import Testing

@Suite("FloatModel: the graph in its file")
struct GraphFileTests {
  static func model(_ graph: Graph) -> FloatModel {
    FloatModel(
      family: "imported", graph: graph, inputMean: 0, inputDeviation: 1, frontEnd: .tensors,
      windowing: Windowing(framesPerWindow: 1, framesPerStep: 1, windowsPerDecision: 1),
      score: .none, record: [:])
  }

  @Test("every operation with drawn attributes comes back", arguments: RandomNodes.kinds)
  func operationsComeBack(_ kind: String) throws {
    for seed in 1...100 {
      var draw = RandomNodes(seed: UInt64(seed))
      let (operation, inputs) = draw.draw(kind)
      guard operation.isPossible(on: inputs[0]) else { continue }
      let model = Self.model(draw.graph(operation, inputs))
      let file = try model.file()
      let read = try FloatModel(file: file, path: "x")
      #expect(read == model)
      #expect(try read.file().metadata == file.metadata)
    }
  }

  /// As the first version of the format wrote it.
  static let earlier = #"""
    {"input":[4,4,1],"nodes":[\#
    {"filters":2,"inputs":[-1],"kernel":3,"name":"a","operation":"convolution","stride":2},\#
    {"epsilon":0.001,"inputs":[0],"name":"b","operation":"batch_norm"},\#
    {"inputs":[1],"name":"c","operation":"relu"},\#
    {"filters":1,"inputs":[2],"kernel":3,"name":"d","operation":"transposed_convolution",\#
    "stride":2},\#
    {"inputs":[3],"name":"e","operation":"dense","units":16}]}
    """#

  @Test("a file of before reads the same, and is written with the same bytes")
  func earlierFilesAreRead() throws {
    let graph = try SampleGraphs.sequential(
      Shape(height: 4, width: 4, channels: 1),
      [
        .convolution(filters: 2, .square(3, stride: 2)), .batchNorm(epsilon: 1e-3), .relu,
        .transposedConvolution(filters: 1, .square(3, stride: 2)), .dense(units: 16),
      ], seed: 1)
    var model = Self.model(graph)
    for (index, name) in ["a", "b", "c", "d", "e"].enumerated() {
      model.graph.nodes[index].name = name
    }
    model.frontEnd = .features(sourceBands: 4, bands: 4)
    model.windowing.framesPerWindow = 4
    model.score = .meanSquaredError
    let file = try model.file()
    #expect(file.metadata["edgeasd.graph"] == Self.earlier)
    #expect(
      file.metadata["edgeasd.front_end"] == #"{"bands":4,"kind":"features","source_bands":4}"#)
    #expect(file.metadata["edgeasd.score"] == nil)
    #expect(try FloatModel(file: file, path: "x") == model)
  }

  @Test("what is as usual is not written")
  func usualWindowsAreShort() throws {
    let window = KernelWindow(
      height: 3, width: 1, strideHeight: 2, strideWidth: 2, dilationHeight: 2, padding: .valid)
    let graph = try SampleGraphs.sequential(
      Shape(height: 8, width: 8, channels: 1), [.averagePool(.square(2)), .maximumPool(window)],
      seed: 1)
    let text = try Self.model(graph).file().metadata["edgeasd.graph"]
    #expect(
      text == #"""
        {"input":[8,8,1],"nodes":[{"inputs":[-1],"kernel":2,"name":"node.0",\#
        "operation":"average_pool","stride":1},{"dilation":[2,1],"inputs":[0],"kernel":[3,1],\#
        "name":"node.1","operation":"maximum_pool","padding":[0,0,0,0],"stride":2}]}
        """#)
  }

  static let incomplete = [
    #"{"inputs":[-1],"name":"a","operation":"average_pool","stride":1}"#,
    #"{"inputs":[-1],"name":"a","operation":"average_pool","kernel":[1],"stride":1}"#,
    #"{"inputs":[-1],"name":"a","operation":"average_pool","kernel":[1,1,1],"stride":1}"#,
    #"{"inputs":[-1],"name":"a","operation":"average_pool","kernel":"1","stride":1}"#,
    #"{"inputs":[-1],"name":"a","operation":"maximum_pool","kernel":1,"stride":1,"padding":[1]}"#,
    #"{"inputs":[-1],"name":"a","operation":"mean","axes":[3]}"#,
    #"{"inputs":[-1],"name":"a","operation":"mean"}"#,
    #"{"inputs":[-1,-1],"name":"a","operation":"concatenate"}"#,
    #"{"inputs":[-1,-1],"name":"a","operation":"concatenate","axes":[0,1]}"#,
    #"{"inputs":[-1],"name":"a","operation":"reshape","shape":[4]}"#,
    #"{"inputs":[-1],"name":"a","operation":"pad","padding":[0,0,0,0]}"#,
    #"{"inputs":[-1],"name":"a","operation":"pad","value":0}"#,
    #"{"inputs":[-1],"name":"a","operation":"pad","padding":[0,0,0,0],"value":1e99}"#,
    #"{"inputs":[-1],"name":"a","operation":"depthwise_convolution","kernel":1,"stride":1}"#,
  ]

  @Test("incomplete layers are refused with three lines", arguments: incomplete)
  func incompleteLayersAreRefused(_ layer: String) throws {
    let relu = Node(name: "a", operation: .relu, inputs: [-1])
    var file = try Self.model(Graph(input: Shape(vector: 4), nodes: [relu])).file()
    file.metadata["edgeasd.graph"] = #"{"input":[1,1,4],"nodes":[\#(layer)]}"#
    let error = #expect(throws: FloatModelError.self) { try FloatModel(file: file, path: "x") }
    #expect(error?.description.split(separator: "\n").count == 3)
  }

  @Test("an output that cannot be compared with the input is refused where the score needs it")
  func scoresCompareEqualSizes() throws {
    let graph = try SampleGraphs.sequential(Shape(vector: 4), [.dense(units: 3)], seed: 1)
    var model = Self.model(graph)
    #expect(throws: Never.self) { try FloatModel(file: model.file(), path: "x") }
    model.score = .meanSquaredError
    let error = #expect(throws: FloatModelError.self) {
      try FloatModel(file: model.file(), path: "x")
    }
    #expect(error?.description.contains("3 outputs") == true)
  }

  @Test("an unknown score is refused")
  func unknownScoreIsRefused() throws {
    var file = try FloatModelFileTests.model.file()
    file.metadata["edgeasd.score"] = "cosine"
    let error = #expect(throws: FloatModelError.self) { try FloatModel(file: file, path: "x") }
    let allowed =
      "cosine, allowed: mse, interpolation_mse, nearest_prototype, nearest_cluster, "
      + "cross_entropy or none"
    #expect(error?.description.contains(allowed) == true)
  }

  @Test("a network without front end or score is no detector")
  func bareNetworksAreNoDetectors() throws {
    var model = FloatModelFileTests.model
    #expect(throws: Never.self) { try model.checkIsDetector(path: "x") }
    model.score = .none
    #expect(throws: FloatModelError.noDetector(path: "x")) { try model.checkIsDetector(path: "x") }
    model.score = .meanSquaredError
    model.frontEnd = .tensors
    #expect(throws: FloatModelError.noDetector(path: "x")) { try model.checkIsDetector(path: "x") }
    #expect(FloatModelError.noDetector(path: "x").description.split(separator: "\n").count == 3)
  }
}
