import FloatModels

/// A graph on a batch in training mode, by definition, in Double.
struct NaiveTraining {
  let graph: Graph
  /// Of each node's output.
  let shapes: [Shape]
  let batch: Int

  init(graph: Graph, batch: Int) throws {
    self.graph = graph
    self.batch = batch
    shapes = try graph.shapes()
  }

  /// The output, with one parameter changed by `change`.
  func forward(
    _ input: [Double], changing place: (node: Int, role: String, index: Int)? = nil,
    by change: Double = 0, rounding: NaiveRounding? = nil
  ) -> [Double] {
    let first = rounding?.input(input) ?? input
    var outputs: [[Double]] = []
    for (index, node) in graph.nodes.enumerated() {
      var parameters = node.parameters.mapValues { $0.values.map(Double.init) }
      if let place, place.node == index { parameters[place.role]?[place.index] += change }
      if let rounding { parameters["weight"] = rounding.weight(parameters["weight"], node: index) }
      let inputs = node.inputs.map { $0 == Node.graphInput ? first : outputs[$0] }
      let sizes = node.inputs.map { $0 == Node.graphInput ? graph.input : shapes[$0] }
      var x: [Double]
      if case .concatenate(let axis) = node.operation {
        x = joined(inputs, sizes, along: axis, to: shapes[index])
      } else {
        (x, _) = apply(node.operation, parameters, inputs[0], sizes[0], to: shapes[index])
      }
      if let rounding { x = rounding.output(x, node: index) }
      outputs.append(x)
    }
    return outputs[outputs.count - 1]
  }

  /// Each value of the output, looked up where it comes from.
  private func joined(
    _ inputs: [[Double]], _ sizes: [Shape], along axis: Axis, to output: Shape
  ) -> [Double] {
    (0..<batch * output.count).map { place in
      let (sample, rest) = place.quotientAndRemainder(dividingBy: output.count)
      var at = [
        rest / output.channels / output.width, rest / output.channels % output.width,
        rest % output.channels,
      ]
      for (x, size) in zip(inputs, sizes) {
        let lengths = [size.height, size.width, size.channels]
        if at[axis.rawValue] < lengths[axis.rawValue] {
          return x[sample * size.count + (at[0] * size.width + at[1]) * size.channels + at[2]]
        }
        at[axis.rawValue] -= lengths[axis.rawValue]
      }
      return .nan
    }
  }

  private func apply(
    _ operation: FloatModels.Operation, _ parameters: [String: [Double]], _ x: [Double],
    _ shape: Shape, to output: Shape
  ) -> ([Double], Shape) {
    let weight = parameters["weight"] ?? []
    let bias = parameters["bias"] ?? []
    switch operation {
    case .dense(let units):
      let n = shape.count
      let y = (0..<batch * units).map { i in
        (0..<n).reduce(bias[i % units]) {
          $0 + weight[i % units * n + $1] * x[i / units * n + $1]
        }
      }
      return (y, Shape(vector: units))
    case .convolution(let filters, let window):
      let grid = output
      var y = (0..<batch * grid.count).map { bias[$0 % filters] }
      Taps(image: shape, grid: grid, window: window, batch: batch)
        .forEach { pixel, position, tap in
          for c in 0..<shape.channels {
            for f in 0..<filters {
              y[position * filters + f] +=
                x[pixel * shape.channels + c]
                * weight[(f * window.taps + tap) * shape.channels + c]
            }
          }
        }
      return (y, grid)
    case .transposedConvolution(let filters, let window):
      let image = output
      var y = (0..<batch * image.count).map { bias[$0 % filters] }
      Taps(image: image, grid: shape, window: window, batch: batch)
        .forEach { pixel, position, tap in
          for c in 0..<shape.channels {
            for f in 0..<filters {
              y[pixel * filters + f] +=
                x[position * shape.channels + c]
                * weight[(f * window.taps + tap) * shape.channels + c]
            }
          }
        }
      return (y, image)
    case .batchNorm(let epsilon):
      return (normalised(x, shape.channels, Double(epsilon), parameters), shape)
    case .maximumPool(let window):
      var y = [Double](repeating: -.infinity, count: batch * output.count)
      Taps(image: shape, grid: output, window: window, batch: batch)
        .forEach { pixel, position, _ in
          for c in 0..<shape.channels {
            let place = position * shape.channels + c
            y[place] = Swift.max(y[place], x[pixel * shape.channels + c])
          }
        }
      return (y, output)
    case .mean(let axes):
      var y = [Double](repeating: 0, count: batch * output.count)
      for (place, value) in x.enumerated() {
        let (sample, rest) = place.quotientAndRemainder(dividingBy: shape.count)
        let (pixel, channel) = rest.quotientAndRemainder(dividingBy: shape.channels)
        let (row, column) = pixel.quotientAndRemainder(dividingBy: shape.width)
        let position =
          (axes.contains(.rows) ? 0 : row) * output.width + (axes.contains(.columns) ? 0 : column)
        y[
          sample * output.count + position * output.channels
            + (axes.contains(.channels) ? 0 : channel)] +=
          value * Double(output.count) / Double(shape.count)
      }
      return (y, output)
    case .relu:
      return (x.map { Swift.max($0, 0) }, shape)
    default: preconditionFailure("\(operation.kind) is not trained")
    }
  }

  private func normalised(
    _ x: [Double], _ channels: Int, _ epsilon: Double, _ parameters: [String: [Double]]
  ) -> [Double] {
    var y = x
    for c in 0..<channels {
      let places = Swift.stride(from: c, to: x.count, by: channels)
      let n = Double(x.count / channels)
      let mean = places.reduce(0) { $0 + x[$1] } / n
      let variance = places.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) } / n
      for place in places {
        y[place] =
          (parameters["gamma"]?[c] ?? 0) * (x[place] - mean) / (variance + epsilon).squareRoot()
          + (parameters["beta"]?[c] ?? 0)
      }
    }
    return y
  }
}

/// All pairs of a pixel and a kernel position that see one another.
struct Taps {
  let image: Shape
  let grid: Shape
  let window: KernelWindow
  let batch: Int

  /// Rows and columns before the image.
  private var before: (top: Int, left: Int) {
    if case .explicit(let top, _, let left, _) = window.padding { return (top, left) }
    let height =
      (grid.height - 1) * window.strideHeight + (window.height - 1) * window.dilationHeight + 1
    let width =
      (grid.width - 1) * window.strideWidth + (window.width - 1) * window.dilationWidth + 1
    return (max(height - image.height, 0) / 2, max(width - image.width, 0) / 2)
  }

  func forEach(_ body: (_ pixel: Int, _ position: Int, _ tap: Int) -> Void) {
    let (top, left) = before
    for sample in 0..<batch {
      for y in 0..<image.height {
        for x in 0..<image.width {
          for gy in 0..<grid.height {
            for gx in 0..<grid.width {
              guard
                let ky = tap(
                  y + top - gy * window.strideHeight, window.dilationHeight, of: window.height),
                let kx = tap(
                  x + left - gx * window.strideWidth, window.dilationWidth, of: window.width)
              else { continue }
              body(
                (sample * image.height + y) * image.width + x,
                (sample * grid.height + gy) * grid.width + gx, ky * window.width + kx)
            }
          }
        }
      }
    }
  }

  private func tap(_ distance: Int, _ dilation: Int, of count: Int) -> Int? {
    guard distance >= 0, distance % dilation == 0, distance / dilation < count else { return nil }
    return distance / dilation
  }
}
