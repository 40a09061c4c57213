import FloatModels
import Testing

@testable import Quantization

@Suite struct BatchNormFoldingTests {
  static let image = Shape(height: 6, width: 5, channels: 3)
  static let norm = Operation.batchNorm(epsilon: 1e-3)

  /// Input and operations of graphs that hold a batch norm in every position it can have.
  static let graphs: [(String, Shape, [Operation])] = [
    ("after dense", Shape(vector: 9), [.dense(units: 7), norm, .relu, .dense(units: 9)]),
    ("before dense", Shape(vector: 9), [norm, .dense(units: 7)]),
    (
      "between ReLU and dense", Shape(vector: 9), [.dense(units: 7), .relu, norm, .dense(units: 4)]
    ),
    ("after convolution", image, [.convolution(filters: 4, .square(3, stride: 2)), norm, .relu]),
    ("before a padded convolution", image, [norm, .convolution(filters: 4, .square(3))]),
    ("before a 1×1 convolution", image, [norm, .convolution(filters: 4, .square(1, stride: 2))]),
    (
      "after transposed convolution", image,
      [.transposedConvolution(filters: 4, .square(3, stride: 2)), norm, .relu]
    ),
    (
      "before transposed convolution", image,
      [norm, .transposedConvolution(filters: 2, .square(3, stride: 2))]
    ),
    ("before dense on an image", image, [norm, .dense(units: 5)]),
    (
      "twice in a row", image,
      [norm, norm, .convolution(filters: 2, .square(3)), norm, norm]
    ),
    ("alone", image, [norm]),
    ("last after ReLU", image, [.convolution(filters: 4, .square(3)), .relu, norm]),
    ("ReLU first", image, [.relu, .convolution(filters: 2, .square(3)), .relu, .relu]),
  ]

  @Test(arguments: graphs.indices, [1, 2, 3] as [UInt64])
  func foldedGraphIsTheSameFunction(index: Int, seed: UInt64) throws {
    let (_, shape, operations) = Self.graphs[index]
    var draw = RandomGraphs(seed: seed)
    let graph = draw.chain(input: shape, operations)
    let folded = try graph.foldingBatchNorm()
    #expect(!folded.nodes.contains { $0.operation.isBatchNorm })
    let input = draw.input(shape.count).map { Double($0) }
    expectClose(ReferenceNetwork.output(graph, input), ReferenceNetwork.output(folded, input))
    let fused = try FusedGraph(graph)
    let activations = ReferenceNetwork.activations(fused.graph, input)
    expectClose(
      ReferenceNetwork.output(graph, input), activations[fused.resultNodes.last ?? 0])
  }

  @Test func denseBiasIsFoldedToo() throws {
    // y = 2·(3x + 5 - 1)/√(3.999 + .001) + 7 = 3x + 11; without the dense bias it would be 3x + 6.
    let graph = Graph(
      input: Shape(vector: 1),
      nodes: [
        Node(
          name: "dense", operation: .dense(units: 1), inputs: [Node.graphInput],
          parameters: [
            "weight": Tensor(shape: [1, 1], values: [3]), "bias": Tensor(shape: [1], values: [5]),
          ]),
        Node(
          name: "norm", operation: .batchNorm(epsilon: 0.001), inputs: [0],
          parameters: [
            "gamma": Tensor(shape: [1], values: [2]), "beta": Tensor(shape: [1], values: [7]),
            "mean": Tensor(shape: [1], values: [1]),
            "variance": Tensor(shape: [1], values: [3.999]),
          ]),
      ])
    let folded = try graph.foldingBatchNorm()
    #expect(folded.nodes.count == 1)
    let (weight, bias) = try folded.nodes[0].linearParameters()
    #expect(abs(weight[0] - 3) < 1e-6)
    #expect(abs(bias[0] - 11) < 1e-5)
  }

  @Test func denseAutoencoderLosesAllItsBatchNormsToTheLayersBeforeThem() throws {
    var draw = RandomGraphs(seed: 5)
    let fused = try FusedGraph(draw.denseAutoencoder(inputs: 40, widths: [16, 4, 16]))
    #expect(fused.layers.map(\.activation) == [.relu, .relu, .relu, .none])
    #expect(fused.layers.map(\.outputs) == [16, 4, 16, 40])
  }

  @Test func deadNodesDisappear() throws {
    var draw = RandomGraphs(seed: 6)
    var graph = draw.chain(input: Shape(vector: 4), [.dense(units: 3), .dense(units: 4)])
    var dead = draw.node(.dense(units: 8), input: Shape(vector: 3), name: "dead")
    dead.inputs = [0]
    graph.nodes.insert(dead, at: 1)
    graph.nodes[2].inputs = [0]
    #expect(try graph.foldingBatchNorm().nodes.map(\.name) == ["node.0", "node.1"])
  }

  private func expectClose(_ a: [Double], _ b: [Double]) {
    #expect(a.count == b.count)
    let size = a.map { abs($0) }.max() ?? 0
    let difference = zip(a, b).map { abs($0 - $1) }.max() ?? 0
    // Folding rounds each parameter to Float once or twice.
    #expect(difference <= 2e-6 * max(size, 1))
  }
}
