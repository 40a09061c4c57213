import FloatModels
import SeededRandom
import Testing

@testable import Training

/// Gradients against central differences of a loss that is worked out in Double by naive loops, so
/// that neither the forward pass nor float rounding is shared with the code under test.
@Suite("Gradients: back-propagation against finite differences")
struct GradientTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let input: Shape
    let operations: [FloatModels.Operation]
    var batch = 4
    var testDescription: String { "\(input.height)×\(input.width)×\(input.channels) \(operations)" }
  }

  static let cases: [Case] = [
    Case(input: Shape(vector: 5), operations: [.dense(units: 3)]),
    Case(input: Shape(height: 2, width: 3, channels: 2), operations: [.dense(units: 4)]),
    Case(input: Shape(vector: 5), operations: [.dense(units: 6), .relu, .dense(units: 2)]),
    Case(input: Shape(vector: 3), operations: [.batchNorm(epsilon: 1e-3)]),
    Case(
      input: Shape(height: 3, width: 2, channels: 3),
      operations: [.batchNorm(epsilon: 1e-3), .relu, .batchNorm(epsilon: 1e-3)]),
    Case(
      input: Shape(height: 5, width: 4, channels: 2),
      operations: [
        .convolution(filters: 3, .square(3, stride: 2)),
        .convolution(filters: 2, .square(3)),
      ]),
    Case(
      input: Shape(height: 4, width: 7, channels: 1),
      operations: [
        .convolution(filters: 2, .square(1, stride: 2)),
        .convolution(filters: 3, .square(5, stride: 3)),
      ]),
    Case(
      input: Shape(height: 2, width: 3, channels: 2),
      operations: [
        .transposedConvolution(filters: 3, .square(3, stride: 2)),
        .transposedConvolution(filters: 1, .square(2)),
      ]),
    Case(
      input: Shape(height: 1, width: 2, channels: 2),
      operations: [
        .transposedConvolution(filters: 2, .square(5, stride: 2)),
        .transposedConvolution(filters: 2, .square(2, stride: 3)),
      ]),
    Case(
      input: Shape(height: 4, width: 4, channels: 1),
      operations: [
        .convolution(filters: 3, .square(3, stride: 2)), .batchNorm(epsilon: 1e-3), .relu,
        .convolution(filters: 4, .square(3, stride: 2)), .batchNorm(epsilon: 1e-3), .relu,
        .transposedConvolution(filters: 3, .square(3, stride: 2)), .batchNorm(epsilon: 1e-3), .relu,
        .transposedConvolution(filters: 1, .square(3, stride: 2)), .batchNorm(epsilon: 1e-3),
      ]),
    Case(
      input: Shape(height: 5, width: 7, channels: 2),
      operations: [
        .convolution(
          filters: 3,
          KernelWindow(
            height: 2, width: 3, strideHeight: 1, strideWidth: 2, dilationHeight: 2,
            dilationWidth: 1, padding: .explicit(top: 0, bottom: 2, left: 1, right: 0))),
        .convolution(filters: 2, KernelWindow(height: 1, width: 2, dilationWidth: 3)),
      ]),
    Case(
      input: Shape(height: 2, width: 3, channels: 2),
      operations: [
        .transposedConvolution(
          filters: 2,
          KernelWindow(
            height: 3, width: 2, strideHeight: 2, strideWidth: 3,
            padding: .explicit(top: 1, bottom: -1, left: 0, right: -2))),
        .transposedConvolution(filters: 1, KernelWindow(height: 1, width: 4, strideWidth: 2)),
      ]),
    Case(
      input: Shape(height: 5, width: 2, channels: 3),
      operations: [.dense(units: 4), .mean(.channels), .dense(units: 2)]),
    Case(
      input: Shape(height: 5, width: 2, channels: 3),
      operations: [
        .convolution(filters: 4, KernelWindow(height: 3, width: 1, strideHeight: 2)), .relu,
        .mean([.rows, .columns]), .dense(units: 2),
      ]),
    Case(
      input: Shape(height: 4, width: 3, channels: 2),
      operations: [
        .batchNorm(epsilon: 1e-3), .mean(.rows), .batchNorm(epsilon: 1e-3), .mean(.columns),
      ]),
    Case(
      input: Shape(height: 5, width: 4, channels: 2),
      operations: [
        .convolution(filters: 3, .square(3)), .maximumPool(.square(2, stride: 2)),
        .dense(units: 2),
      ]),
    Case(
      input: Shape(height: 4, width: 5, channels: 1),
      operations: [
        .batchNorm(epsilon: 1e-3), .convolution(filters: 2, .square(1)),
        .maximumPool(
          KernelWindow(
            height: 3, width: 2, strideHeight: 2, dilationHeight: 2,
            padding: .explicit(top: 1, bottom: 2, left: 0, right: 1))),
        .transposedConvolution(filters: 2, .square(2, stride: 2)),
      ]),
    Case(
      input: Shape(height: 2, width: 3, channels: 4),
      operations: [.batchNorm(epsilon: 1e-3), .mean([.columns, .channels]), .dense(units: 3)]),
    Case(
      input: Shape(vector: 6),
      operations: [
        .dense(units: 5), .batchNorm(epsilon: 1e-3), .relu, .dense(units: 2),
        .batchNorm(epsilon: 1e-3), .relu, .dense(units: 6),
      ], batch: 9),
  ]

  /// One thread and a single shard; one thread and several shards; several threads.
  static let workers = [
    Workers(threads: 1), Workers(threads: 1, shardCost: 1), Workers(threads: 3, shardCost: 1),
  ]

  @Test("every parameter's gradient, however the work is dealt out", arguments: cases, workers)
  func parameterGradients(_ example: Case, workers: Workers) throws {
    let graph = try TrainingGraphs.sequential(example.input, example.operations, seed: 11)
    var generator = SeededGenerator(seed: 12)
    let input = TrainingGraphs.numbers(example.batch * example.input.count, &generator)
    let network = try TrainableNetwork(graph, capacity: example.batch, workers: workers)
    let target = TrainingGraphs.numbers(example.batch * network.outputCount, &generator)
    try check(graph, network, input: input, target: target, batch: example.batch)
  }

  /// Two branches of an image that are joined along each axis in turn, one of them twice.
  private static func branched(_ axis: Axis, seed: UInt64) throws -> Graph {
    var generator = SeededGenerator(seed: seed)
    var graph = Graph(input: Shape(height: 3, width: 2, channels: 2), nodes: [])
    let layers: [(FloatModels.Operation, [Int])] = [
      (.convolution(filters: 2, .square(3)), [-1]), (.batchNorm(epsilon: 1e-3), [0]), (.relu, [1]),
      (.concatenate(axis), [2, 0, -1, 2]), (.dense(units: 3), [3]),
      (.concatenate(.channels), [4, 4]),
    ]
    for (index, (operation, inputs)) in layers.enumerated() {
      var node = Node(name: "node.\(index)", operation: operation, inputs: inputs)
      let shapes = index == 0 ? [] : try graph.shapes()
      let input = inputs[0] < 0 ? graph.input : shapes[inputs[0]]
      for (role, sizes) in node.parameterShapes(input: input).sorted(by: { $0.key < $1.key }) {
        var values = TrainingGraphs.numbers(sizes.reduce(1, *), &generator)
        if role == "variance" { values = values.map { abs($0) + 0.1 } }
        node.parameters[role] = Tensor(shape: sizes, values: values)
      }
      graph.nodes.append(node)
    }
    return graph
  }

  @Test("every parameter's gradient through concatenations", arguments: Axis.allCases)
  func concatenationGradients(_ axis: Axis) throws {
    let graph = try Self.branched(axis, seed: 31)
    var generator = SeededGenerator(seed: 32)
    let input = TrainingGraphs.numbers(3 * graph.input.count, &generator)
    let network = try TrainableNetwork(graph, capacity: 3, workers: Self.workers[1])
    let target = TrainingGraphs.numbers(3 * network.outputCount, &generator)
    try check(graph, network, input: input, target: target, batch: 3)
    let expected = try NaiveTraining(graph: graph, batch: 3).forward(input.map(Double.init))
    network.forward(input, batch: 3, isTraining: true)
    for (index, value) in expected.enumerated() {
      #expect(abs(Double(network.output[index]) - value) < 1e-4 * max(1, abs(value)))
    }
    // With the running statistics as they were.
    let judged = try TrainableNetwork(graph, capacity: 3, workers: Self.workers[1])
    judged.forward(input, batch: 3, isTraining: false)
    for (index, value) in try Network(graph).forward(input, batch: 3).enumerated() {
      #expect(abs(judged.output[index] - value) < 1e-5 * max(1, abs(value)))
    }
  }

  /// Compares every gradient of `Σ (y - target)² / 2` with its central difference.
  private func check(
    _ graph: Graph, _ network: TrainableNetwork, input: [Float], target: [Float], batch: Int
  ) throws {
    network.forward(input, batch: batch, isTraining: true)
    for index in target.indices {
      network.outputGradient[index] = network.output[index] - target[index]
    }
    network.backward(input, batch: batch)
    let gradients = network.store.gradients.values

    let reference = try NaiveTraining(graph: graph, batch: batch)
    let values = input.map(Double.init)
    for slot in network.store.slots where Node.isTrainable(role: slot.role) {
      for index in 0..<slot.count {
        // Small enough that hardly a ReLU changes sides; Double has the digits for it.
        let step = 1e-6
        func loss(_ change: Double) -> Double {
          let y = reference.forward(
            values, changing: (slot.node, slot.role, index), by: change)
          return zip(y, target).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) } / 2
        }
        let expected = (loss(step) - loss(-step)) / (2 * step)
        let found = Double(gradients[slot.offset + index])
        #expect(
          abs(found - expected) < 2e-4 * max(1, abs(expected)),
          "\(graph.nodes[slot.node].name).\(slot.role)[\(index)]")
      }
    }
  }

  @Test("the forward pass in training normalises with the batch's statistics", arguments: cases)
  func forwardInTraining(_ example: Case) throws {
    let graph = try TrainingGraphs.sequential(example.input, example.operations, seed: 13)
    var generator = SeededGenerator(seed: 14)
    let input = TrainingGraphs.numbers(example.batch * example.input.count, &generator)
    let network = try TrainableNetwork(graph, capacity: example.batch, workers: Self.workers[1])
    network.forward(input, batch: example.batch, isTraining: true)
    let expected = try NaiveTraining(graph: graph, batch: example.batch)
      .forward(input.map(Double.init))
    for (index, value) in expected.enumerated() {
      #expect(abs(Double(network.output[index]) - value) < 1e-4 * max(1, abs(value)))
    }
  }

  @Test("the forward pass in evaluation is the network's", arguments: cases)
  func forwardInEvaluation(_ example: Case) throws {
    let graph = try TrainingGraphs.sequential(example.input, example.operations, seed: 15)
    var generator = SeededGenerator(seed: 16)
    let input = TrainingGraphs.numbers(example.batch * example.input.count, &generator)
    let network = try TrainableNetwork(graph, capacity: example.batch, workers: Self.workers[1])
    network.forward(input, batch: example.batch, isTraining: false)
    let expected = try Network(graph).forward(input, batch: example.batch)
    for (index, value) in expected.enumerated() {
      #expect(abs(network.output[index] - value) < 1e-5 * max(1, abs(value)))
    }
  }

  @Test("layers add to their inputs' gradients, as a node that several others read needs it")
  func inputGradientsAccumulate() throws {
    for example in Self.cases {
      let graph = try TrainingGraphs.sequential(
        example.input, [example.operations[0]], seed: 17)
      let output = try #require(try graph.shapes().first)
      let builder = LayerBuilder(
        inputs: [example.input], output: output, batch: 2, workers: Workers(threads: 1))
      let store = ParameterStore(graph)
      let layer = try builder.layer(graph.nodes[0]) { store.parameter(node: 0, role: $0) }
      var generator = SeededGenerator(seed: 18)
      let input = FloatBuffer(count: 2 * example.input.count)
      input.replace(with: TrainingGraphs.numbers(input.count, &generator))
      let (y, dy) = (FloatBuffer(count: 2 * output.count), FloatBuffer(count: 2 * output.count))
      dy.replace(with: TrainingGraphs.numbers(dy.count, &generator))
      let dx = [Float(0), 10].map { start -> [Float] in
        let dx = FloatBuffer(count: input.count)
        dx.replace(with: [Float](repeating: start, count: input.count))
        let memory = LayerMemory(
          batch: 2, inputs: [UnsafePointer(input.pointer)], output: y.pointer,
          outputGradient: dy.pointer, inputGradients: [dx.pointer])
        layer.forward(memory, isTraining: true)
        layer.backward(memory)
        return withExtendedLifetime((input, y, dy)) { dx.values }
      }
      #expect(dx[0].contains { $0 != 0 })
      for (alone, added) in zip(dx[0], dx[1]) { #expect(abs(added - alone - 10) < 1e-4) }
    }
  }
}
