import FloatModels
import SeededRandom
import Testing

/// Small graphs of odd sizes with drawn parameters.
enum SampleGraphs {
  static func numbers(
    _ count: Int, _ generator: inout SeededGenerator, in range: ClosedRange<Double> = -1...1
  ) -> [Float] {
    (0..<count).map { _ in Float(generator.uniform(in: range)) }
  }

  /// A sequential graph; weights in ±1, variances in .1…2.
  static func sequential(_ input: Shape, _ operations: [Operation], seed: UInt64) throws -> Graph {
    var generator = SeededGenerator(seed: seed)
    var graph = Graph(input: input, nodes: [])
    var shape = input
    for (index, operation) in operations.enumerated() {
      graph.nodes.append(
        node("node.\(index)", operation, [index - 1], input: shape, &generator))
      shape = try #require(try graph.shapes().last)
    }
    return graph
  }

  /// A node with drawn parameters.
  static func node(
    _ name: String, _ operation: Operation, _ inputs: [Int], input: Shape,
    _ generator: inout SeededGenerator
  ) -> Node {
    var node = Node(name: name, operation: operation, inputs: inputs)
    for (role, sizes) in parameterShapes(operation, input).sorted(by: { $0.key < $1.key }) {
      let range = role == "variance" ? 0.1...2 : -1...1
      node.parameters[role] = Tensor(
        shape: sizes, values: numbers(sizes.reduce(1, *), &generator, in: range))
    }
    return node
  }

  private static func parameterShapes(_ operation: Operation, _ x: Shape) -> [String: [Int]] {
    switch operation {
    case .dense(let units): ["weight": [units, x.count], "bias": [units]]
    case .convolution(let filters, let window), .transposedConvolution(let filters, let window):
      ["weight": [filters, window.height, window.width, x.channels], "bias": [filters]]
    case .depthwiseConvolution(let multiplier, let window):
      [
        "weight": [window.height, window.width, x.channels * multiplier],
        "bias": [x.channels * multiplier],
      ]
    case .batchNorm:
      ["gamma": [x.channels], "beta": [x.channels], "mean": [x.channels], "variance": [x.channels]]
    default: [:]
    }
  }
}
