/// Operations that put values elsewhere and leave them as they are.
enum Rearrangement {
  /// Puts inputs behind one another along an axis.
  static func concatenate(
    _ inputs: [(shape: Shape, values: [Float])], along axis: Axis,
    into y: UnsafeMutablePointer<Float>, batch: Int
  ) {
    let shape = inputs[0].shape
    let (runs, unit) =
      switch axis {
      case .rows: (batch, shape.width * shape.channels)
      case .columns: (batch * shape.height, shape.channels)
      case .channels: (batch * shape.height * shape.width, 1)
      }
    let step = inputs.reduce(0) { $0 + $1.shape[axis] } * unit
    var first = 0
    for input in inputs {
      let count = input.shape[axis] * unit
      input.values.withUnsafeBufferPointer { values in
        guard let x = values.baseAddress else { return }
        for run in 0..<runs {
          (y + first + run * step).update(from: x + run * count, count: count)
        }
      }
      first += count
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
