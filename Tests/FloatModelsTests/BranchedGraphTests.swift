import SeededRandom
import Testing

@testable import FloatModels

@Suite("Network: nodes with several inputs and several readers")
struct BranchedGraphTests {
  /// A node that three others read, one of them twice; the input is read at the end once more; one
  /// node has no reader at all.
  static func graph() throws -> Graph {
    let shape = Shape(height: 3, width: 4, channels: 2)
    var generator = SeededGenerator(seed: 2)
    func convolution(_ name: String, _ inputs: [Int]) -> Node {
      SampleGraphs.node(
        name, .convolution(filters: 2, .square(3)), inputs, input: shape, &generator)
    }
    return Graph(
      input: shape,
      nodes: [
        convolution("0", [-1]), convolution("1", [0]), convolution("dead", [0]),
        Node(name: "twice", operation: .add, inputs: [0, 0]),
        Node(name: "join", operation: .add, inputs: [3, 1]),
        Node(name: "all", operation: .concatenate(.channels), inputs: [-1, 4, 0, -1]),
      ])
  }

  @Test("every node's output is the definition's")
  func branchesAgreeWithTheirDefinition() throws {
    let graph = try Self.graph()
    let network = try Network(graph)
    var generator = SeededGenerator(seed: 3)
    let input = SampleGraphs.numbers(70 * graph.input.count, &generator)
    let found = network.forward(input, batch: 70)
    for sample in 0..<70 {
      let x = input[sample * graph.input.count..<(sample + 1) * graph.input.count]
      let expected = NaiveLayers.activations(graph, x.map(Double.init))
      let count = network.outputShape.count
      try #require(network.outputShape == expected.last?.shape)
      let values = found[sample * count..<(sample + 1) * count]
      for (value, wanted) in zip(values, expected.last?.values ?? []) {
        #expect(abs(Double(value) - wanted) < 2e-5 * max(1, abs(wanted)))
      }
    }
    let first = Array(input.prefix(3 * graph.input.count))
    #expect(network.activations(of: first, batch: 3).last == network.forward(first, batch: 3))
  }

  @Test("an output is released after its last reader, at once without any, and the result never")
  func outputsAreReleasedAfterTheirLastReader() throws {
    let network = try Network(Self.graph())
    #expect(network.releases == [[], [], [2], [], [1, 3], [0, 4]])
  }

  @Test("a branch that ends behind the result does not matter to it")
  func lastNodeIsTheResult() throws {
    var graph = try Self.graph()
    graph.nodes.swapAt(1, 2)
    graph.nodes[4].inputs = [3, 2]
    var generator = SeededGenerator(seed: 4)
    let input = SampleGraphs.numbers(graph.input.count, &generator)
    // The same network with the node that nobody reads elsewhere.
    #expect(
      try Network(graph).forward(input, batch: 1) == Network(Self.graph()).forward(input, batch: 1))
  }
}
