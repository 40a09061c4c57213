import FloatModels
import SeededRandom

/// Graphs and inputs drawn from a seed.
struct RandomGraphs {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func tensor(_ shape: [Int], deviation: Double, mean: Double = 0) -> Tensor {
    var tensor = Tensor(shape: shape)
    for index in tensor.values.indices {
      tensor.values[index] = Float(mean + deviation * random.normal())
    }
    return tensor
  }

  mutating func input(_ count: Int) -> [Float] { (0..<count).map { _ in Float(random.normal()) } }

  /// A node of an operation, with random parameters where it has some.
  mutating func node(_ operation: Operation, input: Shape, name: String) -> Node {
    switch operation {
    case .dense(let units):
      linear(operation, name, [units, input.count], outputs: units, fanIn: input.count)
    case .convolution(let filters, let window), .transposedConvolution(let filters, let window):
      linear(
        operation, name, [filters, window.height, window.width, input.channels], outputs: filters,
        fanIn: window.taps * input.channels)
    case .depthwiseConvolution(let multiplier, let window):
      linear(
        operation, name, [window.height, window.width, input.channels * multiplier],
        outputs: input.channels * multiplier, fanIn: window.taps)
    case .batchNorm: batchNorm(channels: input.channels, name: name)
    default: Node(name: name, operation: operation, inputs: [])
    }
  }

  private mutating func linear(
    _ operation: Operation, _ name: String, _ shape: [Int], outputs: Int, fanIn: Int
  ) -> Node {
    let deviation = (2 / Double(fanIn)).squareRoot()
    return Node(
      name: name, operation: operation, inputs: [],
      parameters: [
        "weight": tensor(shape, deviation: deviation), "bias": tensor([outputs], deviation: 0.3),
      ])
  }

  mutating func batchNorm(channels: Int, name: String) -> Node {
    var variance = tensor([channels], deviation: 0.5)
    variance.values = variance.values.map { 0.6 + abs($0) }
    return Node(
      name: name, operation: .batchNorm(epsilon: 1e-3), inputs: [],
      parameters: [
        "gamma": tensor([channels], deviation: 0.2, mean: 0.8),
        "beta": tensor([channels], deviation: 0.3), "mean": tensor([channels], deviation: 0.5),
        "variance": variance,
      ])
  }

  /// A chain of operations with one input each; those that have parameters get random ones.
  mutating func chain(input: Shape, _ operations: [Operation]) -> Graph {
    var graph = Graph(input: input, nodes: [])
    for operation in operations { append(operation, [graph.nodes.count - 1], to: &graph) }
    return graph
  }

  /// Appends a node that reads earlier ones, `node.` and its index.
  mutating func append(_ operation: Operation, _ inputs: [Int], to graph: inout Graph) {
    let shapes = graph.nodes.isEmpty ? [] : ReferenceNetwork.shapes(graph)
    let shape = inputs[0] == Node.graphInput ? graph.input : shapes[inputs[0]]
    var node = node(operation, input: shape, name: "node.\(graph.nodes.count)")
    node.inputs = inputs
    graph.nodes.append(node)
  }

  /// Linear → batch norm → ReLU blocks of the given widths, and a linear output: a dense
  /// autoencoder.
  mutating func denseAutoencoder(inputs: Int, widths: [Int]) -> Graph {
    var operations: [Operation] = []
    for width in widths {
      operations += [.dense(units: width), .batchNorm(epsilon: 1e-3), .relu]
    }
    return chain(input: Shape(vector: inputs), operations + [.dense(units: inputs)])
  }

  /// The strided convolutional autoencoder on an image of `side × side`.
  mutating func convolutionalAutoencoder(side: Int, filters: [Int]) -> Graph {
    var operations: [Operation] = []
    for count in filters {
      operations += [
        .convolution(filters: count, .square(3, stride: 2)), .batchNorm(epsilon: 1e-3), .relu,
      ]
    }
    for count in filters.dropLast().reversed() {
      operations += [
        .transposedConvolution(filters: count, .square(3, stride: 2)), .batchNorm(epsilon: 1e-3),
        .relu,
      ]
    }
    operations.append(.transposedConvolution(filters: 1, .square(3, stride: 2)))
    return chain(input: Shape(height: side, width: side, channels: 1), operations)
  }
}
