import CFloatKernels

/// The executable form of a `Graph`: checked once, then applied to batches.
///
/// Inference is a function of the sample alone: batch normalisation uses the running statistics.
/// The same call gives the same bits; the same sample in a batch of another size may differ in the
/// last bits, since OpenBLAS adds in another order (relative to the largest output, below 1e-5).
public struct Network: Sendable {
  /// What is computed.
  public let graph: Graph
  /// Shape of each node's output, in the order of `graph.nodes`.
  public let shapes: [Shape]
  /// For each node, the nodes whose outputs nobody reads after it.
  let releases: [[Int]]

  /// Samples that are taken through the whole network at a time, which bounds the memory.
  private static let samplesPerPass = 64

  /// Checks the graph and its parameters.
  ///
  /// - Throws: `GraphError` naming the node and what about it is impossible.
  public init(_ graph: Graph) throws(GraphError) {
    shapes = try graph.shapes()
    try graph.checkParameterValues()
    self.graph = graph
    var lastReader = Array(graph.nodes.indices)
    for (index, node) in graph.nodes.enumerated() {
      for input in node.inputs where input != Node.graphInput { lastReader[input] = index }
    }
    var releases = [[Int]](repeating: [], count: graph.nodes.count)
    // The last node's output is the result.
    for index in graph.nodes.indices.dropLast() { releases[lastReader[index]].append(index) }
    self.releases = releases
  }

  /// Shape of one sample of the output.
  public var outputShape: Shape { shapes[shapes.count - 1] }

  /// Applies the network.
  ///
  /// - Parameters:
  ///   - input: `batch × graph.input.count` values, sample after sample, each NHWC.
  ///   - batch: number of samples, 0 or more.
  /// - Returns: `batch × outputShape.count` values.
  public func forward(_ input: [Float], batch: Int) -> [Float] {
    precondition(input.count == batch * graph.input.count, "input is batch × \(graph.input.count)")
    var output: [Float] = []
    output.reserveCapacity(batch * outputShape.count)
    for first in stride(from: 0, to: batch, by: Self.samplesPerPass) {
      let samples = min(Self.samplesPerPass, batch - first)
      let part = input[first * graph.input.count..<(first + samples) * graph.input.count]
      output += run(Array(part), batch: samples, keepingAll: false).last ?? []
    }
    return output
  }

  /// Every node's output for a batch: element `i` holds `batch × shapes[i].count` values.
  public func activations(of input: [Float], batch: Int) -> [[Float]] {
    precondition(input.count == batch * graph.input.count, "input is batch × \(graph.input.count)")
    return run(input, batch: batch, keepingAll: true)
  }

  private func run(_ input: [Float], batch: Int, keepingAll: Bool) -> [[Float]] {
    var values: [[Float]] = []
    for (index, node) in graph.nodes.enumerated() {
      let sources = node.inputs.map { source in
        source == Node.graphInput
          ? (shape: graph.input, values: input)
          : (shape: shapes[source], values: values[source])
      }
      values.append(node.forward(sources, batch: batch, to: shapes[index]))
      if !keepingAll { for dead in releases[index] { values[dead] = [] } }
    }
    return values
  }
}
