/// What is counted and checked over all parameters.
extension Graph {
  /// Number of parameters that training changes: weights, biases, gammas and betas; a batch norm's
  /// running statistics are not among them.
  public var trainableParameterCount: Int {
    var count = 0
    for node in nodes {
      for (role, tensor) in node.parameters where Node.isTrainable(role: role) {
        count += tensor.values.count
      }
    }
    return count
  }

  /// Refuses parameters that are not finite, and variances below zero.
  public func checkParameterValues() throws(GraphError) {
    for node in nodes {
      for role in node.parameters.keys.sorted() {
        let lowest: Float = role == "variance" ? 0 : -.greatestFiniteMagnitude
        let values = node.parameters[role]?.values ?? []
        // A NaN fails every comparison.
        if let index = values.firstIndex(where: { !($0 >= lowest && $0 < .infinity) }) {
          throw .parameterValue(node: node.name, role: role, index: index, found: values[index])
        }
      }
    }
  }
}

extension Node {
  /// Whether gradients reach the parameters of this role.
  package static func isTrainable(role: String) -> Bool {
    role != "mean" && role != "variance"
  }
}
