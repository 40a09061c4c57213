import FloatModels
import SeededRandom
import Testing

@testable import Training

/// Gradients of rounded networks against central differences in Double, with what rounding adds
/// held fixed (`NaiveRounding`).
@Suite("Straight-through estimator")
struct StraightThroughTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let input: Shape
    let operations: [FloatModels.Operation]
    let bits: Int
    var testDescription: String { "\(operations.map(\.kind)) at \(bits) bits" }
  }

  static let cases = [4, 8].flatMap { bits in
    [
      Case(
        input: Shape(vector: 6),
        operations: [.dense(units: 5), .relu, .dense(units: 4), .relu, .dense(units: 6)],
        bits: bits),
      Case(
        input: Shape(height: 4, width: 4, channels: 2),
        operations: [
          .convolution(filters: 3, .square(3, stride: 2)), .relu,
          .transposedConvolution(filters: 2, .square(3, stride: 2)), .relu,
          .convolution(filters: 1, .square(1)),
        ], bits: bits),
    ]
  }

  /// Grids that cut a few of the weights, which lie in -1…1, and of the activations.
  static func grids(_ graph: Graph, bits: Int) -> FakeQuantization {
    let nodes = graph.nodes.indices.map { index in
      let node = graph.nodes[index]
      if node.operation == .relu {
        return FakeQuantization.Node(
          output: .init(scale: 1 / 64, zeroPoint: -128, low: -128, high: 0))
      }
      var weights = FakeQuantization.Weights(bits: bits)
      weights.scales = (0..<(node.parameters["bias"]?.values.count ?? 0)).map {
        (0.85 + 0.02 * Float($0)) / Float(weights.largest)
      }
      return FakeQuantization.Node(weights: weights)
    }
    return FakeQuantization(
      input: .init(scale: 1 / 100, zeroPoint: 3, low: -128, high: 127), nodes: nodes)
  }

  struct Run {
    let graph: Graph
    let network: TrainableNetwork
    let rounding: NaiveRounding
    let reference: NaiveTraining
    let raw: [Float]
    let batch = 4

    init(_ example: Case, _ workers: Workers) throws {
      graph = try TrainingGraphs.sequential(example.input, example.operations, seed: 21)
      let grids = StraightThroughTests.grids(graph, bits: example.bits)
      var generator = SeededGenerator(seed: 22)
      raw = TrainingGraphs.numbers(batch * example.input.count, &generator)
      network = try TrainableNetwork(
        graph, capacity: batch, workers: workers, rounding: grids)
      var rounded = raw
      grids.input?.round(raw, into: &rounded, count: raw.count)
      network.forward(rounded, batch: batch, isTraining: true)
      reference = try NaiveTraining(graph: graph, batch: batch)
      rounding = NaiveRounding(grids)
      inputs = rounded
    }

    let inputs: [Float]
  }

  @Test("the forward pass is that of the rounded network", arguments: cases)
  func forwardRounds(_ example: Case) throws {
    let run = try Run(example, GradientTests.workers[0])
    let expected = run.reference.forward(run.raw.map(Double.init), rounding: run.rounding)
    for (index, value) in expected.enumerated() {
      #expect(abs(Double(run.network.output[index]) - value) < 1e-4)
    }
    let exact = run.reference.forward(run.raw.map(Double.init))
    #expect(zip(expected, exact).contains { abs($0 - $1) > 1e-3 })
    #expect(run.rounding.clipped > 0)
  }

  @Test(
    "passes the gradient inside the grids and cuts it outside",
    arguments: cases, GradientTests.workers)
  func gradients(_ example: Case, workers: Workers) throws {
    let run = try Run(example, workers)
    var generator = SeededGenerator(seed: 23)
    let target = TrainingGraphs.numbers(run.batch * run.network.outputCount, &generator)
    for index in target.indices {
      run.network.outputGradient[index] = run.network.output[index] - target[index]
    }
    run.network.backward(run.inputs, batch: run.batch)
    let gradients = run.network.store.gradients.values
    let input = run.raw.map(Double.init)
    _ = run.rounding.hold { run.reference.forward(input, rounding: run.rounding) }
    var cut = 0
    for slot in run.network.store.slots {
      for index in 0..<slot.count {
        func loss(_ change: Double) -> Double {
          let y = run.reference.forward(
            input, changing: (slot.node, slot.role, index), by: change, rounding: run.rounding)
          return zip(y, target).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) } / 2
        }
        let expected = (loss(1e-6) - loss(-1e-6)) / 2e-6
        let found = Double(gradients[slot.offset + index])
        #expect(
          abs(found - expected) < 2e-4 * max(1, abs(expected)),
          "\(run.graph.nodes[slot.node].name).\(slot.role)[\(index)]")
        if slot.role == "weight", found == 0 { cut += 1 }
      }
    }
    #expect(cut > 0)
  }

  @Test("without scales the largest weight of each channel is the largest integer")
  func scalesFollowTheWeights() throws {
    let graph = try TrainingGraphs.sequential(Shape(vector: 7), [.dense(units: 3)], seed: 24)
    var grids = FakeQuantization(nodes: [.init(weights: .init(bits: 4))])
    let free = try TrainableNetwork(
      graph, capacity: 1, workers: Workers(threads: 1), rounding: grids)
    let weight = try #require(graph.nodes[0].parameters["weight"]?.values)
    let largest = (0..<3).map { row in weight[row * 7..<row * 7 + 7].map(abs).max() ?? 0 }
    grids.nodes[0].weights?.scales = largest.map { $0 / 7 }
    let given = try TrainableNetwork(
      graph, capacity: 1, workers: Workers(threads: 1), rounding: grids)
    for input in 0..<7 {
      let x = (0..<7).map { Float($0 == input ? 1 : 0) }
      for network in [free, given] {
        network.forward(x, batch: 1, isTraining: true)
        for unit in 0..<3 { network.outputGradient[unit] = 1 }
        network.backward(x, batch: 1)
      }
      for unit in 0..<3 { #expect(free.output[unit] == given.output[unit]) }
      // Nothing is cut: all weights lie inside.
      let slot = try #require(free.store.slots.first { $0.role == "weight" })
      for unit in 0..<3 {
        #expect(free.store.gradients.pointer[slot.offset + unit * 7 + input] == 1)
      }
    }
  }
}
