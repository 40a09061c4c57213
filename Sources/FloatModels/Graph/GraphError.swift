/// Why a graph cannot be executed.
public enum GraphError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The graph has no nodes, or more than `Graph.maximumNodes`.
  case nodeCount(Int)
  /// A dimension or the size of an activation is out of range.
  case activationSize(node: String, found: String)
  /// A node's name is empty or used twice.
  case name(String)
  /// A node reads something that does not exist before it, or the wrong number of things.
  case inputs(node: String, found: [Int], allowed: String)
  /// A node's inputs do not suit one another.
  case inputShapes(node: String, found: [Shape], allowed: String)
  /// A number of the operation (`units`, `kernel`, `epsilon`, …) is out of range.
  case attribute(node: String, name: String, found: String, allowed: String)
  /// The node's parameters are not those that its operation has.
  case roles(node: String, found: [String], expected: [String])
  /// A parameter has another shape than its operation and input give it.
  case parameterShape(node: String, role: String, found: [Int], expected: [Int])
  /// A parameter's value is not a number, infinite, or a negative variance.
  case parameterValue(node: String, role: String, index: Int, found: Float)

  /// Three lines: what happened, where with the allowed range, what to do.
  public var description: String {
    let lines = parts
    return "\(lines.what)\n  \(lines.place)\n  \(lines.remedy)"
  }

  private var parts: (what: String, place: String, remedy: String) {
    let remedy = "train or import the model again, or write it with a tool that follows the layout"
    switch self {
    case .nodeCount(let count):
      return ("the network has no layers, or too many", "\(count), allowed 1…512", remedy)
    case .activationSize(let node, let found):
      return (
        "an activation of the network has an impossible size",
        "\(node): \(found), each dimension 1…65536 and their product at most 16777216", remedy
      )
    case .name(let name):
      return ("two layers share a name, or one has none", "\"\(name)\"", remedy)
    case .inputs(let node, let found, let allowed):
      return (
        "a layer reads what it cannot", "\(node): inputs \(found), allowed \(allowed)", remedy
      )
    case .inputShapes(let node, let found, let allowed):
      return (
        "a layer's inputs do not suit one another",
        "\(node): \(found.map(\.description).joined(separator: " and ")), allowed: \(allowed)",
        remedy
      )
    case .attribute(let node, let name, let found, let allowed):
      return (
        "a layer's attribute is out of range", "\(node): \(name) \(found), allowed \(allowed)",
        remedy
      )
    case .roles(let node, let found, let expected):
      return (
        "a layer's parameters are not those of its operation",
        "\(node): \(found), expected \(expected)", remedy
      )
    case .parameterShape(let node, let role, let found, let expected):
      return (
        "a parameter has the wrong shape", "\(node).\(role): \(found), expected \(expected)", remedy
      )
    case .parameterValue(let node, let role, let index, let found):
      return (
        "a parameter has no usable value",
        "\(node).\(role)[\(index)] = \(found), allowed: finite, variances not below 0",
        "train again with a lower learning rate: training that diverges leaves such values"
      )
    }
  }
}
