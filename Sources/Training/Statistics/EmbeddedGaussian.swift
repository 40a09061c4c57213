import FloatModels

/// A Gaussian of a network's output for each machine id, as one network: its last layer, which is
/// linear, and the whitening are a single one.
public struct EmbeddedGaussian: Sendable {
  /// The network up to its last layer, then that one whitened.
  public let graph: Graph
  /// Of the outputs.
  public let gaussian: PooledGaussian

  /// Variance that each output has at least, beside the mean of all.
  private static let leastVariance = 1e-6

  /// - Parameters:
  ///   - body: whose last node is a dense layer, read by nothing else.
  ///   - outputs: of the body for normal windows.
  ///   - isShared: whether all ids share one covariance; nil leaves it to their numbers.
  /// - Throws: as `PooledGaussian` does.
  public init(
    _ body: Graph, _ outputs: [PooledWindow], isShared: Bool? = nil
  ) throws(TrainingError) {
    guard !outputs.isEmpty else { throw .noWindows(clips: 0, framesPerWindow: 1) }
    let variances = PooledWindow.deviations(outputs, floor: 0).map { $0 * $0 }
    let mean = variances.reduce(0, +) / Double(variances.count)
    let floor = mean > 0 ? mean * Self.leastVariance : 1
    gaussian =
      if let isShared {
        try PooledGaussian(outputs, floor: floor, isShared: isShared)
      } else {
        try PooledGaussian(outputs, floor: floor)
      }
    graph = Graph(
      input: body.input,
      nodes: body.nodes.dropLast() + [
        gaussian.graph.nodes[0].following(body.nodes[body.nodes.count - 1])
      ])
  }
}

extension Node {
  /// The one dense layer that does what this one does behind another: `W (V x + c) + b`.
  fileprivate func following(_ inner: Node) -> Node {
    guard let weight = parameters["weight"], let bias = parameters["bias"],
      let innerWeight = inner.parameters["weight"], let innerBias = inner.parameters["bias"],
      innerWeight.shape.count == 2, weight.shape == [bias.values.count, innerBias.values.count]
    else { preconditionFailure("\(name) and \(inner.name) are dense layers, one behind the other") }
    let (units, middle, inputs) = (weight.shape[0], weight.shape[1], innerWeight.shape[1])
    var product = [Double](repeating: 0, count: units * inputs)
    var sums = bias.values.map(Double.init)
    for unit in 0..<units {
      for element in 0..<middle {
        let factor = Double(weight.values[unit * middle + element])
        sums[unit] += factor * Double(innerBias.values[element])
        for input in 0..<inputs {
          product[unit * inputs + input] +=
            factor * Double(innerWeight.values[element * inputs + input])
        }
      }
    }
    var node = inner
    node.operation = operation
    node.parameters = [
      "weight": Tensor(shape: [units, inputs], values: product.map(Float.init)),
      "bias": Tensor(shape: [units], values: sums.map(Float.init)),
    ]
    return node
  }
}
