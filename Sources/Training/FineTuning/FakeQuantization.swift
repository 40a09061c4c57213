/// What of a network is rounded to integers, for a float network that behaves as the integer one:
/// *fake quantization*, Jacob et al., "Quantization and Training of Neural Networks for Efficient
/// Integer-Arithmetic-Only Inference" (2018), section 3.
///
/// Biases stay as they are: the integer ones have the accumulator's fine steps. What a node before a
/// ReLU gives is not rounded if the two are one layer of integers.
public struct FakeQuantization: Sendable, Hashable {
  /// The grid of an activation: `scale · (integer - zeroPoint)`.
  public struct Activation: Sendable, Hashable {
    /// Real value of one step; > 0.
    public var scale: Float
    /// The integer that means zero, `low…high`.
    public var zeroPoint: Int32
    /// The smallest integer, -32,768 or more.
    public var low: Int32
    /// The largest integer, 32,767 at most.
    public var high: Int32

    /// A grid of the integers `low…high`.
    public init(scale: Float, zeroPoint: Int32, low: Int32, high: Int32) {
      precondition(scale > 0 && scale.isFinite && low < high)
      precondition(low >= -32768 && high <= 32767 && (low...high).contains(zeroPoint))
      self.scale = scale
      self.zeroPoint = zeroPoint
      self.low = low
      self.high = high
    }

    /// The ends, counted in steps from zero.
    var steps: (low: Float, high: Float) { (Float(low - zeroPoint), Float(high - zeroPoint)) }
    /// The ends.
    var reals: (low: Float, high: Float) { (steps.low * scale, steps.high * scale) }
  }

  /// The grid of weights: `scale · integer` for each output channel.
  public struct Weights: Sendable, Hashable {
    /// Of the integers `-largest…largest`: 7, 127 or 32,767.
    public var largest: Int32
    /// One an output channel, > 0. Nil: the largest weight, as it is in each step, is `largest`.
    public var scales: [Float]?

    /// Weights of `bits` bits, 4, 8 or 16.
    public init(bits: Int, scales: [Float]? = nil) {
      precondition((2...16).contains(bits), "at most 16 bits")
      largest = 1 << Int32(bits - 1) - 1
      self.scales = scales
    }
  }

  /// What of a node is rounded.
  public struct Node: Sendable, Hashable {
    /// Nil for a node without weights, and for weights that stay as they are.
    public var weights: Weights?
    /// Nil where the output stays as it is.
    public var output: Activation?

    /// Rounds what is given.
    public init(weights: Weights? = nil, output: Activation? = nil) {
      self.weights = weights
      self.output = output
    }
  }

  /// Nil where the network is given its input as it is.
  public var input: Activation?
  /// One for each node of the graph, in its order.
  public var nodes: [Node]

  /// The grids of a graph.
  public init(input: Activation? = nil, nodes: [Node]) {
    self.input = input
    self.nodes = nodes
  }
}

extension FakeQuantization.Weights {
  /// The scale of each row: those given, or else those that cover the rows; 1 for a row of zeros.
  func scales(of weights: UnsafeBufferPointer<Float>, rows: Int) -> [Float] {
    if let scales { return scales }
    let length = weights.count / rows
    return (0..<rows).map { row in
      let covered = weights[row * length..<(row + 1) * length].reduce(0) { max($0, abs($1)) }
      let scale = covered / Float(largest)
      return scale >= .leastNormalMagnitude ? scale : 1
    }
  }
}
