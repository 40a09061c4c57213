import SeededRandom

/// Appends layers to a graph and draws their weights, each node from a random stream of its own name,
/// so that a change of one layer leaves the others' weights as they were.
struct GraphBuilder {
  private(set) var graph: Graph
  /// The node that the next layer reads: the last one, unless it is set to an earlier one for a branch.
  var tip = Node.graphInput
  /// Of each node's output.
  private var shapes: [Shape] = []
  private let seed: UInt64

  init(input: Shape, seed: UInt64) {
    graph = Graph(input: input, nodes: [])
    self.seed = seed
  }

  /// A dense layer, followed by batch norm and ReLU if `activated`.
  mutating func dense(_ name: String, units: Int, activated: Bool) {
    append(name, .dense(units: units), activated ? .heNormal : .glorotUniform)
    if activated { appendBatchNorm(name, activated: true) }
  }

  /// A 3×3 convolution with batch norm and ReLU.
  mutating func convolution(_ name: String, filters: Int, stride: Int = 2) {
    append(name, .convolution(filters: filters, .square(3, stride: stride)), .heNormal)
    appendBatchNorm(name, activated: true)
  }

  /// A 3×3 convolution of stride 1 without anything behind it.
  mutating func linearConvolution(_ name: String, filters: Int) {
    append(name, .convolution(filters: filters, .square(3)), .glorotUniform)
  }

  /// The largest of every 2×2 values.
  mutating func maximumPool(_ name: String) {
    append(name, .maximumPool(.square(2, stride: 2)), .glorotUniform)
  }

  /// Each value becomes 2×2, by weights of its own, with batch norm and ReLU.
  mutating func upsampling(_ name: String, filters: Int) {
    append(name, .transposedConvolution(filters: filters, .square(2, stride: 2)), .heNormal)
    appendBatchNorm(name, activated: true)
  }

  /// What the last layer gives, and behind it what an earlier node does.
  mutating func concatenation(_ name: String, with earlier: Int) {
    append(name, .concatenate(.channels), .glorotUniform, with: [earlier])
  }

  /// A linear layer, with weights of `lecunUniform`.
  mutating func linear(_ name: String, units: Int) {
    append(name, .dense(units: units), .lecunUniform)
  }

  /// A convolution over three frames with batch norm and ReLU, with weights of `lecunUniform`.
  mutating func convolutionInTime(_ name: String, filters: Int, stride: Int) {
    let window = KernelWindow(height: 3, width: 1, strideHeight: stride)
    append(name, .convolution(filters: filters, window), .lecunUniform)
    appendBatchNorm(name, activated: true)
  }

  /// The mean over all frames and columns.
  mutating func meanOfImage(_ name: String) {
    append(name, .mean([.rows, .columns]), .glorotUniform)
  }

  /// A 3×3 transposed convolution of stride 2 with batch norm, and ReLU if `activated`.
  mutating func transposedConvolution(_ name: String, filters: Int, activated: Bool) {
    append(
      name, .transposedConvolution(filters: filters, .square(3, stride: 2)),
      activated ? .heNormal : .glorotUniform)
    appendBatchNorm(name, activated: activated)
  }

  private mutating func appendBatchNorm(_ name: String, activated: Bool) {
    let epsilon = Architectures.batchNormEpsilon
    append("\(name).norm", .batchNorm(epsilon: epsilon), .glorotUniform)
    if activated { append("\(name).relu", .relu, .glorotUniform) }
  }

  private mutating func append(
    _ name: String, _ operation: Operation, _ initialiser: Initialiser, with others: [Int] = []
  ) {
    var node = Node(name: name, operation: operation, inputs: [tip] + others)
    var generator = SeededGenerator(seed: seed, stream: "weights of \(name)")
    let inputs = node.inputs.map { $0 == Node.graphInput ? graph.input : shapes[$0] }
    node.drawParameters(input: inputs[0], initialiser, using: &generator)
    guard let output = try? node.outputShape(inputs) else {
      preconditionFailure("an architecture's own layer \(name) is impossible")
    }
    tip = graph.nodes.count
    shapes.append(output)
    graph.nodes.append(node)
  }
}
