import FloatModels
import SeededRandom
import Testing

@Suite("Network: forward pass")
struct NetworkTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let input: Shape
    let operations: [FloatModels.Operation]
    var testDescription: String { "\(input.height)×\(input.width)×\(input.channels) \(operations)" }
  }

  static let cases: [Case] = [
    Case(input: Shape(vector: 7), operations: [.dense(units: 5)]),
    Case(input: Shape(height: 2, width: 3, channels: 2), operations: [.dense(units: 4)]),
    Case(
      input: Shape(height: 5, width: 7, channels: 3),
      operations: [.convolution(filters: 4, .square(3))]),
    Case(
      input: Shape(height: 5, width: 6, channels: 2),
      operations: [.convolution(filters: 3, .square(3, stride: 2))]),
    Case(
      input: Shape(height: 7, width: 3, channels: 1),
      operations: [.convolution(filters: 2, .square(5, stride: 3))]),
    Case(
      input: Shape(height: 1, width: 2, channels: 2),
      operations: [.convolution(filters: 2, .square(7, stride: 2))]),
    Case(
      input: Shape(height: 4, width: 4, channels: 2),
      operations: [.convolution(filters: 2, .square(1, stride: 2))]),
    Case(
      input: Shape(height: 3, width: 5, channels: 3),
      operations: [.transposedConvolution(filters: 2, .square(3, stride: 2))]),
    Case(
      input: Shape(height: 2, width: 3, channels: 2),
      operations: [.transposedConvolution(filters: 3, .square(4, stride: 2))]),
    Case(
      input: Shape(height: 3, width: 2, channels: 1),
      operations: [.transposedConvolution(filters: 1, .square(2, stride: 3))]),
    Case(
      input: Shape(height: 3, width: 3, channels: 2),
      operations: [.transposedConvolution(filters: 2, .square(5))]),
    Case(
      input: Shape(height: 3, width: 2, channels: 5), operations: [.batchNorm(epsilon: 1e-3)]),
    Case(input: Shape(height: 3, width: 3, channels: 3), operations: [.relu]),
    Case(
      input: Shape(height: 8, width: 4, channels: 1),
      operations: [
        .convolution(filters: 3, .square(3, stride: 2)), .batchNorm(epsilon: 1e-3), .relu,
        .convolution(filters: 5, .square(3, stride: 2)), .batchNorm(epsilon: 1e-3), .relu,
        .transposedConvolution(filters: 3, .square(3, stride: 2)), .relu,
        .transposedConvolution(filters: 1, .square(3, stride: 2)), .batchNorm(epsilon: 1e-3),
      ]),
  ]

  @Test("every node's output is the definition's, worked out in Double", arguments: cases)
  func everyNodeAgreesWithItsDefinition(_ example: Case) throws {
    let graph = try SampleGraphs.sequential(example.input, example.operations, seed: 3)
    let network = try Network(graph)
    var generator = SeededGenerator(seed: 4)
    let batch = 3
    let input = SampleGraphs.numbers(batch * example.input.count, &generator)
    let found = network.activations(of: input, batch: batch)

    for sample in 0..<batch {
      let x = input[sample * example.input.count..<(sample + 1) * example.input.count]
      let naive = NaiveLayers.activations(graph, x.map(Double.init))
      for (index, node) in graph.nodes.enumerated() {
        let count = network.shapes[index].count
        #expect(network.shapes[index] == naive[index].shape)
        let values = found[index][sample * count..<(sample + 1) * count]
        for (value, expected) in zip(values, naive[index].values) {
          #expect(abs(Double(value) - expected) < 2e-5 * max(1, abs(expected)), "\(node.name)")
        }
      }
    }
    #expect(network.forward(input, batch: batch) == found.last)
  }

  @Test(
    "a sample's result does not depend on the batch it is in", arguments: [1, 2, 63, 64, 65, 130])
  func resultsDoNotDependOnTheBatch(batch: Int) throws {
    let graph = Architectures.denseAutoencoder(frames: 3, bands: 16)
    let network = try Network(graph)
    var generator = SeededGenerator(seed: 5)
    let input = SampleGraphs.numbers(batch * 48, &generator, in: -3...3)
    let together = network.forward(input, batch: batch)
    let largest = together.map(abs).max() ?? 0
    for sample in 0..<batch {
      let range = sample * 48..<(sample + 1) * 48
      let alone = network.forward(Array(input[range]), batch: 1)
      for (value, expected) in zip(together[range], alone) {
        #expect(abs(value - expected) <= 1e-5 * largest)
      }
    }
    #expect(network.forward(input, batch: batch) == together)
  }

  @Test("no samples give no values")
  func emptyBatch() throws {
    let network = try Network(Architectures.denseAutoencoder(frames: 1, bands: 4))
    #expect(network.forward([], batch: 0).isEmpty)
  }

  @Test("batch norm of a single constant sample uses the running statistics, not its own")
  func batchNormUsesRunningStatistics() throws {
    var graph = try SampleGraphs.sequential(
      Shape(height: 2, width: 2, channels: 1), [.batchNorm(epsilon: 1e-3)], seed: 1)
    graph.nodes[0].parameters = [
      "gamma": Tensor(shape: [1], values: [2]), "beta": Tensor(shape: [1], values: [1]),
      "mean": Tensor(shape: [1], values: [3]), "variance": Tensor(shape: [1], values: [3.999]),
    ]
    // 2 (7 - 3) / sqrt(3.999 + .001) + 1 = 5; its own statistics would give 1.
    let output = try Network(graph).forward([7, 7, 7, 7], batch: 1)
    for value in output { #expect(abs(value - 5) < 1e-5) }
  }
}
