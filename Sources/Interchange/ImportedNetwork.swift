import FloatModels

/// A float network as a file of another tool holds it.
///
/// Such files have no front end, no score and no threshold: the network alone is taken over.
public struct ImportedNetwork: Sendable, Equatable {
  /// What the file computes, on NHWC activations; `Network` accepts it.
  public var graph: Graph
  /// What a user of the network ought to know: where its input and output differ from the file's,
  /// and what of the file was left out. One sentence each.
  public var notes: [String]
  /// Which tool wrote the file, and its format: `ONNX of pytorch 2.6, opset 17`.
  public var source: String

  /// A network and where it comes from.
  public init(graph: Graph, notes: [String] = [], source: String) {
    self.graph = graph
    self.notes = notes
    self.source = source
  }
}
