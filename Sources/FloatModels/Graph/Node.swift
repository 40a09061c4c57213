/// One operation of a `Graph` and its parameters.
public struct Node: Sendable, Equatable {
  /// Unique within the graph; prefixes the names of its tensors in a file (`encoder.0.weight`).
  public var name: String
  /// What it computes.
  public var operation: Operation
  /// Where its inputs come from, in the operation's order: indices of earlier nodes, or
  /// `Node.graphInput`. Any number of nodes may read the same one.
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
