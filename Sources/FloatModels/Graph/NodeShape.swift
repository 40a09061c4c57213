extension Node {
  /// Shape of the output for inputs of shapes that were checked and whose number is right.
  ///
  /// - Throws: `GraphError` where the inputs do not suit one another or the operation, or one of its
  ///   numbers is out of range. The shape itself may still be too large.
  func outputShape(_ inputs: [Shape]) throws(GraphError) -> Shape {
    let input = inputs[0]
    switch operation {
    case .dense(let units):
      try check("units", units, 1...Graph.maximumDimension)
      return Shape(vector: units)
    case .convolution(let filters, let window):
      try check("filters", filters, 1...Graph.maximumDimension)
      let grid = try gridShape(of: window, on: input, channels: filters)
      try checkColumns(grid, taps: window.taps * input.channels)
      return grid
    case .transposedConvolution(let filters, let window):
      return try transposedShape(of: window, from: input, filters: filters)
    case .depthwiseConvolution(let multiplier, let window):
      try check("multiplier", multiplier, 1...Graph.maximumDimension)
      return try gridShape(of: window, on: input, channels: input.channels * multiplier)
    case .averagePool(let window), .maximumPool(let window):
      let grid = try gridShape(of: window, on: input, channels: input.channels)
      try checkThatEveryPositionSeesTheImage(window, image: input, grid: grid)
      return grid
    case .mean(let axes):
      guard (1...7).contains(axes.rawValue) else {
        throw .attribute(
          node: name, name: "axes", found: "\(axes.rawValue)",
          allowed: "1…7, a bit each for rows, columns, channels")
      }
      return axes.axes.reduce(into: input) { $0[$1] = 1 }
    case .add, .concatenate, .reshape, .pad:
      return try rearrangedShape(inputs)
    case .batchNorm(let epsilon):
      guard epsilon.isFinite, epsilon > 0 else {
        throw .attribute(node: name, name: "epsilon", found: "\(epsilon)", allowed: "above 0")
      }
      return input
    case .relu, .relu6, .logistic, .tanh, .softmax:
      return input
    }
  }

  /// The operations that have no arithmetic of their own, or hardly any.
  private func rearrangedShape(_ inputs: [Shape]) throws(GraphError) -> Shape {
    var result = inputs[0]
    switch operation {
    case .add:
      guard inputs.allSatisfy({ $0 == result }) else {
        throw .inputShapes(node: name, found: inputs, allowed: "equal ones")
      }
    case .concatenate(let axis):
      result[axis] = 0
      for other in inputs {
        var expected = inputs[0]
        expected[axis] = other[axis]
        guard other == expected else {
          throw .inputShapes(node: name, found: inputs, allowed: "equal ones except for \(axis)")
        }
        result[axis] += other[axis]
      }
    case .reshape(let shape):
      try Graph.check(shape, node: name)
      guard shape.count == result.count else {
        throw .attribute(
          node: name, name: "shape", found: "\(shape)",
          allowed: "the input's \(result.count) values")
      }
      result = shape
    case .pad(let edges, let value):
      for (side, size) in edges.named { try check(side, size, 0...Graph.maximumDimension) }
      guard value.isFinite else {
        throw .attribute(node: name, name: "value", found: "\(value)", allowed: "finite")
      }
      result.height += edges.top + edges.bottom
      result.width += edges.left + edges.right
    default: break
    }
    return result
  }
}
