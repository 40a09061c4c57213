import FloatModels
import Testing

@testable import Training

@Suite("Batch norm: running statistics")
struct BatchNormTests {
  static func network() throws -> TrainableNetwork {
    var graph = try TrainingGraphs.sequential(
      Shape(vector: 1), [.batchNorm(epsilon: 1e-3)], seed: 1)
    graph.nodes[0].parameters = [
      "gamma": Tensor(shape: [1], values: [1]), "beta": Tensor(shape: [1], values: [0]),
      "mean": Tensor(shape: [1], values: [0]), "variance": Tensor(shape: [1], values: [1]),
    ]
    return try TrainableNetwork(graph, capacity: 4, workers: Workers(threads: 1))
  }

  static func statistics(_ network: TrainableNetwork) -> (mean: Float, variance: Float) {
    let node = network.store.graph(with: network.store.values.values).nodes[0]
    return (
      node.parameters["mean"]?.values[0] ?? .nan, node.parameters["variance"]?.values[0] ?? .nan
    )
  }

  @Test("move a tenth of the way to the batch's mean and unbiased variance")
  func movesByATenth() throws {
    let network = try Self.network()
    network.forward([1, 2, 3, 6], batch: 4, isTraining: true)
    // Mean 3; squares 4 + 1 + 0 + 9 = 14, unbiased variance 14/3.
    #expect(abs(Self.statistics(network).mean - 0.3) < 1e-6)
    #expect(abs(Self.statistics(network).variance - (0.9 + 1.4 / 3)) < 1e-6)
  }

  @Test("stay as they are in evaluation, where a sample's result is its own")
  func evaluationLeavesThemAlone() throws {
    let network = try Self.network()
    network.forward([5, 5, 5, 5], batch: 4, isTraining: false)
    #expect(Self.statistics(network) == (0, 1))
    #expect(abs(network.output[0] - 5 / Float(1.001).squareRoot()) < 1e-5)
  }
}
