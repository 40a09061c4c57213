import FloatModels
import Foundation
import SeededRandom
import Testing

@testable import Training

@Suite("Variational autoencoders")
struct VariationalTests {
  private static let batch = 4
  private static let sampling = LatentSampling(
    mean: "mean", logVariance: "logarithm", divergenceWeight: 0.7)

  /// Three latent variables of four inputs, and a linear decoder behind them where one is asked for.
  private static func graph(decoded: Bool, seed: UInt64 = 11) throws -> Graph {
    var generator = SeededGenerator(seed: seed)
    var graph = Graph(input: Shape(vector: 4), nodes: [])
    let layers = [("logarithm", 3, -1, 4), ("mean", 3, -1, 4), ("output", 4, 1, 3)]
    for (name, units, source, inputs) in layers.prefix(decoded ? 3 : 2) {
      graph.nodes.append(
        Node(
          name: name, operation: .dense(units: units), inputs: [source],
          parameters: [
            "weight": Tensor(
              shape: [units, inputs], values: TrainingGraphs.numbers(units * inputs, &generator)),
            "bias": Tensor(shape: [units], values: TrainingGraphs.numbers(units, &generator)),
          ]))
    }
    return graph
  }

  /// The divergence of N(mean, exp(logarithm)) from N(0, 1), by integration of its definition.
  private static func divergence(_ mean: Double, _ logarithm: Double) -> Double {
    let deviation = exp(logarithm / 2)
    let steps = 600
    return (-steps...steps).reduce(0) { sum, step in
      let u = 10 * Double(step) / Double(steps)
      let z = mean + deviation * u
      // log q(z) - log p(z); du is 1/60.
      let ratio = -u * u / 2 - logarithm / 2 + z * z / 2
      return sum + exp(-u * u / 2) / (2 * Double.pi).squareRoot() * ratio * 10 / Double(steps)
    }
  }

  /// The loss in Double: half the squared errors, and the mean divergence times its weight.
  private static func loss(
    _ graph: Graph, _ input: [Float], _ target: [Float], noise: [Double]
  ) -> Double {
    func dense(_ node: Node, _ x: [Double]) -> [Double] {
      let (weight, bias) = (node.parameters["weight"]!, node.parameters["bias"]!)
      return (0..<weight.shape[0]).map { unit in
        x.indices.reduce(Double(bias.values[unit])) {
          $0 + Double(weight.values[unit * x.count + $1]) * x[$1]
        }
      }
    }
    return (0..<batch).reduce(0) { sum, sample in
      let x = input[sample * 4..<sample * 4 + 4].map(Double.init)
      let (logarithm, mean) = (dense(graph.nodes[0], x), dense(graph.nodes[1], x))
      let z = (0..<3).map { mean[$0] + exp(logarithm[$0] / 2) * noise[sample * 3 + $0] }
      let y = dense(graph.nodes[2], z)
      let squares = (0..<4).reduce(0) { $0 + pow(y[$1] - Double(target[sample * 4 + $1]), 2) / 2 }
      let divergence = (0..<3).reduce(0) { $0 + Self.divergence(mean[$1], logarithm[$1]) }
      return sum + squares + Double(sampling.divergenceWeight) * divergence / Double(batch)
    }
  }

  @Test("divergence and every gradient are those of a loss that is integrated in Double")
  func gradients() throws {
    let graph = try Self.graph(decoded: true)
    var generator = SeededGenerator(seed: 12)
    let input = TrainingGraphs.numbers(Self.batch * 4, &generator)
    let target = TrainingGraphs.numbers(Self.batch * 4, &generator)
    let network = try TrainableNetwork(
      graph, capacity: Self.batch, workers: Workers(threads: 1), sampling: Self.sampling, seed: 9)
    var draws = SeededGenerator(seed: 9, stream: "latent variables")
    let noise = (0..<Self.batch * 3).map { _ in draws.normal() }

    network.forward(input, batch: Self.batch, isTraining: true)
    var squares = 0.0
    for index in target.indices {
      let error = network.output[index] - target[index]
      network.outputGradient[index] = error
      squares += Double(error * error) / 2
    }
    network.backward(input, batch: Self.batch)
    let gradients = network.store.gradients.values
    let found = squares + network.ownLoss / Double(Self.batch)
    #expect(network.ownLoss > 0.1)
    #expect(abs(found - Self.loss(graph, input, target, noise: noise)) < 1e-5)
    for slot in network.store.slots {
      for index in 0..<slot.count {
        // Of a float that is changed: the step is what came of it.
        func changed(_ by: Float) -> (value: Float, loss: Double) {
          var other = graph
          other.nodes[slot.node].parameters[slot.role]?.values[index] += by
          let value = other.nodes[slot.node].parameters[slot.role]!.values[index]
          return (value, Self.loss(other, input, target, noise: noise))
        }
        let (up, down) = (changed(0x1p-12), changed(-0x1p-12))
        let expected = (up.loss - down.loss) / Double(up.value - down.value)
        #expect(
          abs(Double(gradients[slot.offset + index]) - expected) < 2e-4 * max(1, abs(expected)),
          "\(graph.nodes[slot.node].name).\(slot.role)[\(index)]")
      }
    }
  }

  @Test(
    "in training the variables are drawn, each time anew; where the network is judged they are not")
  func sampling() throws {
    let graph = try Self.graph(decoded: false)
    var generator = SeededGenerator(seed: 13)
    let input = TrainingGraphs.numbers(Self.batch * 4, &generator)
    let network = try TrainableNetwork(
      graph, capacity: Self.batch, workers: Workers(threads: 1), sampling: Self.sampling, seed: 9)
    let means = try Network(graph).forward(input, batch: Self.batch)
    let logarithms = try Network(Graph(input: graph.input, nodes: [graph.nodes[0]]))
      .forward(input, batch: Self.batch)
    var drawn = [[Float]](repeating: [], count: means.count)
    for _ in 0..<4000 {
      network.forward(input, batch: Self.batch, isTraining: true)
      for index in means.indices { drawn[index].append(network.output[index]) }
    }
    for (index, values) in drawn.enumerated() {
      let count = Float(values.count)
      let mean = values.reduce(0, +) / count
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      let expected = exp(logarithms[index])
      #expect(abs(mean - means[index]) < 0.08 * expected.squareRoot())
      #expect(abs(variance / expected - 1) < 0.12)
    }
    network.forward(input, batch: Self.batch, isTraining: false)
    for (index, mean) in means.enumerated() { #expect(abs(network.output[index] - mean) < 1e-6) }
  }

  private static func trained(
    weight: Float, _ options: TrainingOptions = TrainerTests.options
  ) throws -> (graph: Graph, record: TrainingRecord) {
    try Trainer.train(
      graph: Architectures.variationalAutoencoder(frames: 2, bands: 4),
      windows: TrainingGraphs.windows(),
      objective: .variational(
        LatentSampling(
          mean: Architectures.latentMean, logVariance: Architectures.latentLogVariance,
          divergenceWeight: weight)), options: options)
  }

  @Test(
    "the validation's loss is squared error and weighted divergence, with the mean for a sample")
  func validationLoss() throws {
    let weight: Float = 0.05
    let (graph, record) = try Self.trained(weight: weight)
    #expect(record.bestLoss < record.validationLosses[0] / 2)
    let windows = try TrainingGraphs.windows()
    let split = ClipSplit(windows, fraction: 0.1, seed: TrainerTests.options.seed)
    let output = try Network(graph.withoutUnreadNodes())
    func head(_ name: String) throws -> Network {
      let place = try #require(graph.nodes.firstIndex { $0.name == name })
      let part = Graph(input: graph.input, nodes: Array(graph.nodes[...place]))
      return try Network(part.withoutUnreadNodes())
    }
    let means = try head(Architectures.latentMean)
    let logarithms = try head(Architectures.latentLogVariance)
    var (sum, count) = (0.0, 0)
    for clip in split.validation {
      for frame in 0..<windows.windowCounts[clip] {
        let x = Array(windows.clips[clip][frame * 4..<frame * 4 + 8])
        let y = output.forward(x, batch: 1)
        sum += zip(x, y).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) } / 8
        for (mean, logarithm) in zip(means.forward(x, batch: 1), logarithms.forward(x, batch: 1)) {
          sum += Double(weight) * Self.divergence(Double(mean), Double(logarithm))
        }
        count += 1
      }
    }
    #expect(abs(sum / Double(count) - record.bestLoss) < 1e-4 * max(1, record.bestLoss))
  }

  @Test("what the divergence weighs decides how much of a window gets through")
  func divergenceWeighs() throws {
    let windows = try TrainingGraphs.windows()
    let inputs = windows.clips[11].prefix(80)
    func variance(_ weight: Float) throws -> Float {
      let output = try Network(Self.trained(weight: weight).graph.withoutUnreadNodes())
        .forward(Array(inputs), batch: 10)
      return (0..<8).reduce(0) { sum, value in
        let column = (0..<10).map { output[$0 * 8 + value] }
        let mean = column.reduce(0, +) / 10
        return sum + column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      }
    }
    #expect(try variance(100) < variance(0.01) / 20)
  }

  @Test("the same seed gives the same bits, with any number of threads")
  func sameSeedSameBits() throws {
    var options = TrainerTests.options
    options.epochs = 3
    let first = try Self.trained(weight: 0.1, options)
    options.threads = 4
    #expect(try first.graph == Self.trained(weight: 0.1, options).graph)
    options.seed += 1
    #expect(try first.graph != Self.trained(weight: 0.1, options).graph)
  }

  @Test("a detector computes the mean alone")
  func deterministicPath() throws {
    let whole = Architectures.variationalAutoencoder()
    let graph = whole.withoutUnreadNodes()
    #expect(graph.nodes.count == whole.nodes.count - 1)
    #expect(!graph.nodes.contains { $0.name == Architectures.latentLogVariance })
    let weights = 640 * 128 + 128 * 128 + 128 * 8 + 8 * 128 + 128 * 128 + 128 * 640
    #expect(graph.trainableParameterCount == weights + 4 * 3 * 128 + 8 + 640)
    let input = (0..<640).map { Float($0 % 7 - 3) / 2 }
    #expect(try Network(graph).forward(input, batch: 1) == Network(whole).forward(input, batch: 1))
    // Where everything is read, everything stays.
    let other = Architectures.denseAutoencoder()
    #expect(other.withoutUnreadNodes() == other)
  }
}
