extension Architectures {
  /// Name of the layer that gives the mean of a variational autoencoder's latent variables.
  public static let latentMean = "latent.mean"
  /// Name of the layer that gives the logarithm of their variance.
  public static let latentLogVariance = "latent.log_variance"

  /// A variational autoencoder (Kingma and Welling, "Auto-encoding variational Bayes", ICLR 2014): two
  /// hidden layers of 128 with batch norm and ReLU, mean and log-variance of eight latent variables,
  /// two of 128 and a linear output of the input's size.
  ///
  /// The decoder reads the mean: that is what a detector computes. Training puts samples in its place,
  /// and needs `latentLogVariance`, which nothing else reads; see `Graph.withoutUnreadNodes()`.
  ///
  /// - Parameters:
  ///   - frames: frames in a window, at least 1.
  ///   - bands: bands of a frame, at least 1.
  ///   - seed: of the weights (He normal before a ReLU, else Glorot uniform; biases 0).
  public static func variationalAutoencoder(
    frames: Int = 5, bands: Int = 128, seed: UInt64 = 1
  ) -> Graph {
    let latentCount = 8
    var builder = GraphBuilder(input: Shape(vector: frames * bands), seed: seed)
    for index in 0..<2 { builder.dense("encoder.\(index)", units: 128, activated: true) }
    let encoded = builder.tip
    builder.dense(latentLogVariance, units: latentCount, activated: false)
    builder.tip = encoded
    builder.dense(latentMean, units: latentCount, activated: false)
    for index in 0..<2 { builder.dense("decoder.\(index)", units: 128, activated: true) }
    builder.dense("output", units: frames * bands, activated: false)
    return builder.graph
  }
}

extension Graph {
  /// The same function of the input, without nodes that its output does not depend on.
  public func withoutUnreadNodes() -> Graph {
    var isRead = [Bool](repeating: false, count: nodes.count)
    for index in nodes.indices.reversed() {
      if index == nodes.count - 1 { isRead[index] = true }
      guard isRead[index] else { continue }
      for source in nodes[index].inputs where source != Node.graphInput { isRead[source] = true }
    }
    var places: [Int: Int] = [Node.graphInput: Node.graphInput]
    var result = Graph(input: input, nodes: [])
    for index in nodes.indices where isRead[index] {
      var node = nodes[index]
      // A node reads earlier ones, and what is read is kept.
      node.inputs = node.inputs.compactMap { places[$0] }
      places[index] = result.nodes.count
      result.nodes.append(node)
    }
    return result
  }
}
