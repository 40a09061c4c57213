import FloatModels
import Foundation
import Testing

/// What TensorFlow and ONNX Runtime compute; `Tests/Vectors/make_float_goldens.py` made it.
private struct FloatGoldens: Decodable {
  struct Case: Decodable {
    struct Values: Decodable {
      let shape: [Int]
      let values: [Float]
    }
    let name: String
    let source: String
    let graph: String
    let tensors: [String: Values]
    let input: [Float]
    let output: [Float]

    /// The network, read as from a model's file.
    func network() throws -> Network {
      var file = try GraphFileTests.model(
        Graph(
          input: Shape(vector: 1), nodes: [Node(name: "n", operation: .relu, inputs: [-1])])
      ).file()
      file.metadata["edgeasd.graph"] = graph
      file.tensors = tensors.mapValues { Tensor(shape: $0.shape, values: $0.values) }
      return try Network(FloatModel(file: file, path: name).graph)
    }
  }

  let cases: [Case]

  static func load() throws -> [Case] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: tests.appending(path: "Vectors/float-operations.json"))
    return try JSONDecoder().decode(FloatGoldens.self, from: data).cases
  }
}

@Suite("Operations: against TensorFlow and ONNX Runtime")
struct FloatGoldenTests {
  @Test("every output of every vector")
  func outputsAgree() throws {
    let cases = try FloatGoldens.load()
    #expect(cases.count == 32)
    for example in cases {
      let output = try example.network().forward(example.input, batch: 1)
      try #require(output.count == example.output.count, "\(example.name)")
      for (value, expected) in zip(output, example.output) {
        #expect(
          abs(value - expected) < 1e-5 * max(1, abs(expected)),
          "\(example.name), \(example.source)")
      }
    }
  }

  @Test("each operation that has weights or a window is among the vectors")
  func operationsAreCovered() throws {
    let kinds = try FloatGoldens.load().flatMap {
      try $0.network().graph.nodes.map(\.operation.kind)
    }
    #expect(Set(kinds).symmetricDifference(RandomNodes.kinds) == ["reshape"])
  }
}
