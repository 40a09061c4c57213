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

  mutating func linear(_ operation: Operation, input: Shape, name: String) -> Node {
    let (outputs, fanIn, shape): (Int, Int, [Int]) =
      switch operation {
      case .dense(let units): (units, input.count, [units, input.count])
      case .convolution(let filters, let window), .transposedConvolution(let filters, let window):
        (
          filters, window.taps * input.channels,
          [filters, window.height, window.width, input.channels]
        )
      default: fatalError("not a linear operation")
      }
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

  /// A chain of operations; linear ones get random parameters.
  mutating func chain(input: Shape, _ operations: [Operation]) -> Graph {
    var graph = Graph(input: input, nodes: [])
    var shape = input
    for (index, operation) in operations.enumerated() {
      let name = "node.\(index)"
      var node: Node
      switch operation {
      case .relu: node = Node(name: name, operation: .relu, inputs: [])
      case .batchNorm: node = batchNorm(channels: shape.channels, name: name)
      default: node = linear(operation, input: shape, name: name)
      }
      node.inputs = [index - 1]
      switch operation {
      case .dense(let units): shape = Shape(vector: units)
      case .convolution(let filters, let window):
        let stride = window.strideHeight
        shape = Shape(
          height: (shape.height + stride - 1) / stride,
          width: (shape.width + stride - 1) / stride, channels: filters)
      case .transposedConvolution(let filters, let window):
        shape = Shape(
          height: shape.height * window.strideHeight, width: shape.width * window.strideWidth,
          channels: filters)
      default: break
      }
      graph.nodes.append(node)
    }
    return graph
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
