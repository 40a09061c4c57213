/// A float network as data: what is computed, in which order, with which parameters.
///
/// Activations are NHWC (`height × width × channels`, channel fastest); a vector is `1 × 1 × n`.
/// A node reads the graph's input and earlier nodes; the last node's output is the graph's output.
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

extension Graph {
  /// The same layers on an image of `frames` rows.
  public func taking(frames: Int) -> Graph {
    var graph = self
    graph.input.height = frames
    return graph
  }
}
