/// A float network as data: what is computed, in which order, with which parameters.
///
/// Activations are NHWC (`height × width × channels`, channel fastest); a vector is `1 × 1 × n`.
/// Node 0's input is the graph's input; the last node's output is the graph's output.
public struct Graph: Sendable, Equatable {
  /// Shape of one input sample.
  public var input: Shape
  /// In execution order: a node reads only the graph's input and earlier nodes.
  public var nodes: [Node]

  /// A graph of its parts; `Network` checks that they fit.
  public init(input: Shape, nodes: [Node]) {
    self.input = input
    self.nodes = nodes
  }
}

/// Shape of one sample's activation, NHWC without the batch axis.
public struct Shape: Sendable, Hashable {
  /// Rows; in a log-mel image, frames.
  public var height: Int
  /// Columns; in a log-mel image, bands.
  public var width: Int
  /// Values at each position, contiguous.
  public var channels: Int

  /// A shape of the given sizes.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// A vector of `count` elements: `1 × 1 × count`.
  public init(vector count: Int) { self.init(height: 1, width: 1, channels: count) }

  /// Number of elements.
  public var count: Int { height * width * channels }
}

/// One operation of a `Graph` and its parameters.
public struct Node: Sendable, Equatable {
  /// Unique within the graph; prefixes the names of its tensors in a file (`encoder.0.weight`).
  public var name: String
  /// What it computes.
  public var operation: Operation
  /// Where its input comes from: the index of an earlier node, or `Node.graphInput`.
  public var inputs: [Int]
  /// By role: `weight`, `bias`, `gamma`, `beta`, `mean`, `variance`.
  public var parameters: [String: Tensor]

  /// Stands for the graph's input in `inputs`.
  public static let graphInput = -1

  /// A node of its parts; `Network` checks that they fit.
  public init(
    name: String, operation: Operation, inputs: [Int], parameters: [String: Tensor] = [:]
  ) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.parameters = parameters
  }
}

/// What a node computes. Padding is TensorFlow's `SAME` for both convolutions: the output of a
/// stride-s convolution is `ceil(size / s)`, of a transposed one `size · s`.
public enum Operation: Sendable, Hashable {
  /// `y = W x + b`. `weight` is `units × inputs`, `bias` is `units`.
  case dense(units: Int)
  /// `weight` is `filters × kernel × kernel × channels` (OHWI), `bias` is `filters`.
  case convolution(filters: Int, kernel: Int, stride: Int)
  /// `weight` is `filters × kernel × kernel × channels` (OHWI, as TFLite stores it), `bias` is
  /// `filters`. The gradient of `convolution` with respect to its input.
  case transposedConvolution(filters: Int, kernel: Int, stride: Int)
  /// Per channel; `gamma`, `beta`, `mean`, `variance`, each `channels`.
  case batchNorm(epsilon: Float)
  case relu
}

/// A dense array of floats, row-major.
public struct Tensor: Sendable, Equatable {
  /// Sizes, slowest axis first.
  public var shape: [Int]
  /// As many as the product of `shape`.
  public var values: [Float]

  /// A tensor of the given values, as many as the product of `shape`.
  public init(shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count)
    self.shape = shape
    self.values = values
  }

  /// A tensor of one value.
  public init(shape: [Int], repeating value: Float = 0) {
    self.shape = shape
    self.values = [Float](repeating: value, count: shape.reduce(1, *))
  }
}
