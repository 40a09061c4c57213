import FloatModels
import SeededRandom
import Testing

/// Nodes of one operation on drawn shapes with drawn attributes.
struct RandomNodes {
  private(set) var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  static let kinds = [
    "dense", "convolution", "transposed_convolution", "depthwise_convolution", "average_pool",
    "maximum_pool", "mean", "add", "concatenate", "reshape", "pad", "batch_norm", "relu", "relu6",
    "logistic", "tanh", "softmax",
  ]
  static let windowed = Array(kinds[1...5])

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + random.integer(below: range.count)
  }

  mutating func isTrue() -> Bool { number(0...1) == 1 }

  /// Up to 9 × 9; one channel as often as several, and now and then more than a block of the pools.
  mutating func shape() -> Shape {
    let channels = isTrue() ? 1 : number(0...9) == 0 ? number(60...140) : number(2...6)
    return Shape(height: number(1...9), width: number(1...9), channels: channels)
  }

  /// A window that may not fit; that of a transposed convolution has dilation 1.
  mutating func window(isTransposed: Bool) -> KernelWindow {
    var window = KernelWindow(
      height: number(1...5), width: number(1...5), strideHeight: number(1...4),
      strideWidth: number(1...4), dilationHeight: isTrue() ? 1 : number(1...3),
      dilationWidth: isTrue() ? 1 : number(1...3))
    if isTransposed { (window.dilationHeight, window.dilationWidth) = (1, 1) }
    if isTrue() {
      let lowest = isTransposed ? (1 - window.strideHeight, 1 - window.strideWidth) : (0, 0)
      window.padding = .explicit(
        top: number(0...3), bottom: number(lowest.0...3), left: number(0...3),
        right: number(lowest.1...3))
    }
    return window
  }

  /// An operation and the shapes of its inputs.
  mutating func draw(_ kind: String) -> (operation: FloatModels.Operation, inputs: [Shape]) {
    let shape = shape()
    let operation: FloatModels.Operation
    switch kind {
    case "dense": operation = .dense(units: number(1...9))
    case "convolution":
      operation = .convolution(filters: number(1...5), window(isTransposed: false))
    case "transposed_convolution":
      operation = .transposedConvolution(filters: number(1...5), window(isTransposed: true))
    case "depthwise_convolution":
      operation = .depthwiseConvolution(multiplier: number(1...3), window(isTransposed: false))
    case "average_pool": operation = .averagePool(window(isTransposed: false))
    case "maximum_pool": operation = .maximumPool(window(isTransposed: false))
    case "mean": operation = .mean(ReducedAxes(rawValue: number(1...7)))
    case "add": return (.add, [shape, shape])
    case "concatenate": return concatenation(shape)
    case "reshape": operation = .reshape(reordered(shape))
    case "pad":
      let edges = Edges(
        top: number(0...3), bottom: number(0...3), left: number(0...3), right: number(0...3))
      operation = .pad(edges, value: Float(number(-2...2)))
    case "batch_norm": operation = .batchNorm(epsilon: isTrue() ? 1e-3 : 1e-5)
    case "relu": operation = .relu
    case "relu6": operation = .relu6
    case "logistic": operation = .logistic
    case "tanh": operation = .tanh
    default: operation = .softmax
    }
    return (operation, [shape])
  }

  private mutating func concatenation(
    _ shape: Shape
  ) -> (operation: FloatModels.Operation, inputs: [Shape]) {
    let axis = Axis.allCases[number(0...2)]
    let inputs = (0..<number(2...4)).map { _ in
      var other = shape
      other[axis] = number(1...5)
      return other
    }
    return (.concatenate(axis), inputs)
  }

  private mutating func reordered(_ shape: Shape) -> Shape {
    switch number(0...2) {
    case 0: Shape(vector: shape.count)
    case 1: Shape(height: shape.channels, width: shape.height, channels: shape.width)
    default: Shape(height: shape.count, width: 1, channels: 1)
    }
  }

  /// A graph whose last node has the operation. Where it has several inputs, each is a dense layer
  /// on the graph's input, given its shape.
  mutating func graph(_ operation: FloatModels.Operation, _ inputs: [Shape]) -> Graph {
    guard inputs.count > 1 else {
      let node = SampleGraphs.node("node", operation, [-1], input: inputs[0], &random)
      return Graph(input: inputs[0], nodes: [node])
    }
    var graph = Graph(input: Shape(vector: 5), nodes: [])
    for (index, shape) in inputs.enumerated() {
      let dense = FloatModels.Operation.dense(units: shape.count)
      graph.nodes += [
        SampleGraphs.node("dense.\(index)", dense, [-1], input: graph.input, &random),
        Node(name: "shape.\(index)", operation: .reshape(shape), inputs: [2 * index]),
      ]
    }
    let ends = inputs.indices.map { 2 * $0 + 1 }
    graph.nodes.append(Node(name: "node", operation: operation, inputs: ends))
    return graph
  }

  mutating func numbers(_ count: Int, in range: ClosedRange<Double> = -1...1) -> [Float] {
    SampleGraphs.numbers(count, &random, in: range)
  }
}

extension FloatModels.Operation {
  /// Whether the window has a position on the image, and a pool an element at each, as the oracle
  /// sees it.
  func isPossible(on x: Shape) -> Bool {
    guard let window else { return true }
    let (rows, columns) = NaiveWindow.directions(window)
    if case .transposedConvolution = self {
      return rows.transposed(x.height).count > 0 && columns.transposed(x.width).count > 0
    }
    let (tops, lefts) = (rows.origins(on: x.height), columns.origins(on: x.width))
    guard !tops.isEmpty, !lefts.isEmpty else { return false }
    switch self {
    case .averagePool, .maximumPool:
      return !tops.contains { rows.taps($0, on: x.height).isEmpty }
        && !lefts.contains { columns.taps($0, on: x.width).isEmpty }
    default: return true
    }
  }
}
