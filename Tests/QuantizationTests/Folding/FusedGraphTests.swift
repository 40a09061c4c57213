import FloatModels
import Testing

@testable import Quantization

@Suite struct FusedGraphTests {
  private static let image = Shape(height: 6, width: 5, channels: 3)

  /// Layers that read earlier ones by their place in the list; -1 is the input.
  private static func graph(
    _ layers: [(FloatModels.Operation, [Int])], seed: UInt64 = 1
  ) -> Graph {
    var draw = RandomGraphs(seed: seed)
    var graph = Graph(input: image, nodes: [])
    for (operation, inputs) in layers { draw.append(operation, inputs, to: &graph) }
    return graph
  }

  private static let convolution = FloatModels.Operation.convolution(filters: 3, .square(3))

  /// Networks as they are drawn elsewhere, by name.
  private static let graphs: [(String, [(FloatModels.Operation, [Int])])] = [
    (
      "a residual block",
      [
        (convolution, [-1]), (.batchNorm(epsilon: 1e-3), [0]), (.relu, [1]), (convolution, [2]),
        (.batchNorm(epsilon: 1e-3), [3]), (.add, [4, -1]), (.relu, [5]),
      ]
    ),
    (
      "a ReLU that three read",
      [
        (convolution, [-1]), (.relu, [0]), (convolution, [1]), (.maximumPool(.square(3)), [1]),
        (.concatenate(.channels), [1, 2, 3]),
      ]
    ),
    (
      "sums that are read before and behind their ReLU",
      [(convolution, [-1]), (.relu, [0]), (.add, [0, 1]), (.relu6, [2])]
    ),
    (
      "a batch norm on a branch",
      [
        (convolution, [-1]), (.batchNorm(epsilon: 1e-3), [0]), (convolution, [0]),
        (.concatenate(.rows), [1, 2]), (.batchNorm(epsilon: 1e-3), [3]), (convolution, [4]),
      ]
    ),
    (
      "depthwise separable",
      [
        (.depthwiseConvolution(multiplier: 2, .square(3, stride: 2)), [-1]),
        (.batchNorm(epsilon: 1e-3), [0]), (.relu6, [1]),
        (.convolution(filters: 5, .square(1)), [2]), (.batchNorm(epsilon: 1e-3), [3]),
        (.relu6, [4]),
        (.batchNorm(epsilon: 1e-3), [5]), (.depthwiseConvolution(multiplier: 1, .square(1)), [6]),
        (.mean([.rows, .columns]), [7]), (.reshape(Shape(vector: 5)), [8]), (.dense(units: 4), [9]),
        (.softmax, [10]),
      ]
    ),
    (
      "the same node twice",
      [(convolution, [-1]), (.add, [0, 0]), (.relu, [1]), (.concatenate(.columns), [2, 2])]
    ),
    (
      "what can be equalized, and what cannot",
      [
        (convolution, [-1]), (.relu, [0]), (.convolution(filters: 4, .square(3, stride: 2)), [1]),
        (.relu, [2]), (.transposedConvolution(filters: 3, .square(3, stride: 2)), [3]),
        (.relu, [4]),
        (.concatenate(.channels), [5, 5]), (convolution, [6]), (.relu, [7]),
        (.dense(units: 4), [8]),
      ]
    ),
    ("a ReLU of the input", [(.relu6, [-1]), (.relu, [0]), (.tanh, [1])]),
  ]

  /// What the layers say, one after the other, for one sample.
  private static func tensors(_ fused: FusedGraph, _ input: [Double]) -> [[Double]] {
    var tensors = [input]
    for (index, layer) in fused.layers.enumerated() {
      var node = fused.graph.nodes[fused.layerNodes[index]]
      node.operation = layer.operation
      if layer.isLinear {
        node.parameters["weight"]?.values = layer.weight
        node.parameters["bias"]?.values = layer.bias
      }
      let sources = zip(layer.inputs, layer.inputShapes).map { ReferenceImage($1, tensors[$0]) }
      let bounds = layer.activation.bounds
      tensors.append(
        ReferenceNetwork.apply(node, sources, layer.outputShape).map {
          min(max($0, Double(bounds.low)), Double(bounds.high))
        })
    }
    return tensors
  }

  private func expectSameFunction(_ graph: Graph, _ fused: FusedGraph, seed: UInt64) {
    var draw = RandomGraphs(seed: seed)
    for _ in 0..<3 {
      let input = draw.input(graph.input.count).map { Double($0) }
      let nodes = ReferenceNetwork.activations(fused.graph, input)
      let tensors = Self.tensors(fused, input)
      #expect(tensors.count == fused.layers.count + 1)
      for (layer, node) in fused.resultNodes.enumerated() {
        // Layers and nodes say the same, to the bit: no parameter is rounded between them.
        #expect(tensors[layer + 1] == nodes[node], "\(fused.layers[layer].name)")
      }
      let (wanted, found) = (ReferenceNetwork.output(graph, input), tensors.last ?? [])
      let size = max(wanted.map { abs($0) }.max() ?? 0, 1)
      #expect(wanted.count == found.count)
      // Folding rounds each parameter to Float once or twice.
      #expect(zip(wanted, found).allSatisfy { abs($0 - $1) <= 4e-6 * size })
    }
  }

  @Test(arguments: graphs.indices, [1, 2, 3] as [UInt64])
  func branchedGraphsStayTheSameFunction(index: Int, seed: UInt64) throws {
    let graph = Self.graph(Self.graphs[index].1, seed: seed)
    expectSameFunction(graph, try FusedGraph(graph), seed: seed)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func randomGraphsStayTheSameFunction(seed: UInt64) throws {
    var draw = RandomGraphs(seed: seed)
    let graph = draw.branched(nodes: 14)
    let fused = try FusedGraph(graph)
    #expect(!fused.layers.contains { $0.operation.isBatchNorm })
    expectSameFunction(graph, fused, seed: seed + 1000)
  }

  /// For channels that reach very different maxima.
  private static func equalization(_ fused: FusedGraph) -> ChannelEqualization {
    let maxima = fused.layers.map { layer in
      (0..<layer.outputs).map { Float([50, 0.01, 4, 0, 0.3][$0 % 5]) }
    }
    return ChannelEqualization(balancing: fused, channelMaxima: maxima)
  }

  private func expectSameBits(_ fused: FusedGraph, _ equalized: FusedGraph, _ input: [Double]) {
    let output = Self.tensors(equalized, input).last
    #expect(output == Self.tensors(fused, input).last)
    // What the nodes were given is what the layers have.
    #expect(output == ReferenceNetwork.output(equalized.graph, input))
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func equalizedGraphsStayTheSameFunctionToTheBit(seed: UInt64) throws {
    var draw = RandomGraphs(seed: seed)
    let fused = try FusedGraph(draw.branched(nodes: 14))
    let equalized = Self.equalization(fused).applied(to: fused)
    expectSameBits(fused, equalized, draw.input(fused.input.count).map { Double($0) })
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func channelsBetweenLayersWithWeightsAreEqualized(seed: UInt64) throws {
    let fused = try FusedGraph(Self.graph(Self.graphs[6].1, seed: seed))
    var draw = RandomGraphs(seed: seed)
    let equalization = Self.equalization(fused)
    let isEqualized = equalization.factors.map { factors in factors.contains { $0 != 1 } }
    // The transposed convolution's channels are read by a concatenation.
    #expect(isEqualized == [true, true, false, false, true, false])
    let equalized = equalization.applied(to: fused)
    expectSameBits(fused, equalized, draw.input(fused.input.count).map { Double($0) })
  }

  @Test func aReLUIsFusedWhereNobodyElseReadsItsInput() throws {
    let block = try FusedGraph(Self.graph(Self.graphs[0].1))
    #expect(block.layers.map(\.activation) == [.relu, .none, .relu])
    #expect(block.layers.map(\.inputs) == [[0], [1], [2, 0]])
    let shared = try FusedGraph(Self.graph(Self.graphs[1].1))
    #expect(shared.layers.map(\.activation) == [.relu, .none, .none, .none])
    #expect(shared.readers(ofTensor: 1) == [1, 2, 3])
    let read = try FusedGraph(Self.graph(Self.graphs[2].1))
    #expect(read.layers.map(\.operation) == [Self.convolution, .relu, .add])
    #expect(read.layers.map(\.activation) == [.none, .relu, .relu6])
    let separable = try FusedGraph(Self.graph(Self.graphs[4].1))
    #expect(separable.layers.map(\.activation).prefix(2) == [.relu6, .relu6])
  }

  @Test func readersAndShapesAreThoseOfTheTensors() throws {
    let fused = try FusedGraph(Self.graph(Self.graphs[5].1))
    #expect(fused.readers(ofTensor: 1) == [1] && fused.readers(ofTensor: 3).isEmpty)
    #expect(fused.shape(ofTensor: 0) == Self.image)
    #expect(fused.shape(ofTensor: 3) == Shape(height: 6, width: 10, channels: 3))
  }
}
