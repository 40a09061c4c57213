/// Operations that put values elsewhere and leave them as they are.
enum Rearrangement {
  /// Puts inputs behind one another along an axis.
  static func concatenate(
    _ inputs: [(shape: Shape, values: [Float])], along axis: Axis,
    into y: UnsafeMutablePointer<Float>, batch: Int
  ) {
    let order = ConcatenatedRuns(of: inputs.map(\.shape), along: axis)
    for (part, input) in zip(order.parts, inputs) {
      input.values.withUnsafeBufferPointer { values in
        guard let x = values.baseAddress else { return }
        for run in 0..<batch * order.runsPerSample {
          (y + part.first + run * order.step).update(from: x + run * part.count, count: part.count)
        }
      }
    }
  }

  /// Surrounds each image with a value.
  static func pad(
    _ x: UnsafePointer<Float>, with value: Float, edges: Edges,
    into y: UnsafeMutablePointer<Float>, batch: Int, from input: Shape, to output: Shape
  ) {
    y.update(repeating: value, count: batch * output.count)
    let count = input.width * input.channels
    for sample in 0..<batch {
      let target = y + sample * output.count
      let source = x + sample * input.count
      for row in 0..<input.height {
        let position = (row + edges.top) * output.width + edges.left
        (target + position * output.channels).update(from: source + row * count, count: count)
      }
    }
  }
}

/// How inputs lie behind one another along an axis: each in runs of values that stay together.
package struct ConcatenatedRuns {
  /// Of each input: place of its first run in the output, and values of a run.
  package let parts: [(first: Int, count: Int)]
  /// Runs of each input in a sample.
  package let runsPerSample: Int
  /// Values in the output from one run of an input to its next.
  package let step: Int

  /// - Parameter shapes: of at least one input, equal but for the axis.
  package init(of shapes: [Shape], along axis: Axis) {
    let shape = shapes[0]
    let (runs, unit) =
      switch axis {
      case .rows: (1, shape.width * shape.channels)
      case .columns: (shape.height, shape.channels)
      case .channels: (shape.height * shape.width, 1)
      }
    var parts: [(first: Int, count: Int)] = []
    var step = 0
    for shape in shapes {
      parts.append((step, shape[axis] * unit))
      step += shape[axis] * unit
    }
    self.parts = parts
    self.step = step
    runsPerSample = runs
  }
}
