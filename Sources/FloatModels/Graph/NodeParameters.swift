/// The parameters that a node must have, and the range of its numbers.
extension Node {
  /// Shapes of the parameters by role, for a (first) input of the given shape.
  package func parameterShapes(input: Shape) -> [String: [Int]] {
    switch operation {
    case .dense(let units):
      ["weight": [units, input.count], "bias": [units]]
    case .convolution(let filters, let window), .transposedConvolution(let filters, let window):
      ["weight": [filters, window.height, window.width, input.channels], "bias": [filters]]
    case .depthwiseConvolution(let multiplier, let window):
      [
        "weight": [window.height, window.width, input.channels * multiplier],
        "bias": [input.channels * multiplier],
      ]
    case .batchNorm:
      Dictionary(uniqueKeysWithValues: operation.roles.map { ($0, [input.channels]) })
    case .averagePool, .maximumPool, .mean, .add, .concatenate, .reshape, .pad, .relu, .relu6,
      .logistic, .tanh, .softmax:
      [:]
    }
  }

  func checkParameters(input: Shape) throws(GraphError) {
    let expected = parameterShapes(input: input)
    guard Set(parameters.keys) == Set(expected.keys) else {
      throw .roles(
        node: name, found: parameters.keys.sorted(), expected: expected.keys.sorted())
    }
    for (role, shape) in expected.sorted(by: { $0.key < $1.key }) {
      guard let tensor = parameters[role], tensor.shape == shape else {
        throw .parameterShape(
          node: name, role: role, found: parameters[role]?.shape ?? [], expected: shape)
      }
    }
  }

  func check(_ attribute: String, _ value: Int, _ range: ClosedRange<Int>) throws(GraphError) {
    guard range.contains(value) else {
      throw .attribute(node: name, name: attribute, found: "\(value)", allowed: range.words)
    }
  }
}

extension ClosedRange<Int> {
  /// `1…64`, or the only number.
  var words: String { lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound)…\(upperBound)" }
}
