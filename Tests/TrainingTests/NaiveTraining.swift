import FloatModels

/// A sequential graph on a batch in training mode, by definition, in Double.
struct NaiveTraining {
  let graph: Graph
  let batch: Int

  /// The output, with one parameter changed by `change`.
  func forward(
    _ input: [Double], changing place: (node: Int, role: String, index: Int)? = nil,
    by change: Double = 0
  ) -> [Double] {
    var x = input
    var shape = graph.input
    for (index, node) in graph.nodes.enumerated() {
      var parameters = node.parameters.mapValues { $0.values.map(Double.init) }
      if let place, place.node == index { parameters[place.role]?[place.index] += change }
      (x, shape) = apply(node.operation, parameters, x, shape)
    }
    return x
  }

  private func apply(
    _ operation: FloatModels.Operation, _ parameters: [String: [Double]], _ x: [Double],
    _ shape: Shape
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
    case .convolution(let filters, let kernel, let stride):
      let grid = Shape(
        height: (shape.height + stride - 1) / stride, width: (shape.width + stride - 1) / stride,
        channels: filters)
      var y = (0..<batch * grid.count).map { bias[$0 % filters] }
      Taps(image: shape, grid: grid, kernel: kernel, stride: stride, batch: batch)
        .forEach { pixel, position, tap in
          for c in 0..<shape.channels {
            for f in 0..<filters {
              y[position * filters + f] +=
                x[pixel * shape.channels + c]
                * weight[(f * kernel * kernel + tap) * shape.channels + c]
            }
          }
        }
      return (y, grid)
    case .transposedConvolution(let filters, let kernel, let stride):
      let image = Shape(
        height: shape.height * stride, width: shape.width * stride, channels: filters)
      var y = (0..<batch * image.count).map { bias[$0 % filters] }
      Taps(image: image, grid: shape, kernel: kernel, stride: stride, batch: batch)
        .forEach { pixel, position, tap in
          for c in 0..<shape.channels {
            for f in 0..<filters {
              y[pixel * filters + f] +=
                x[position * shape.channels + c]
                * weight[(f * kernel * kernel + tap) * shape.channels + c]
            }
          }
        }
      return (y, image)
    case .batchNorm(let epsilon):
      return (normalised(x, shape.channels, Double(epsilon), parameters), shape)
    case .relu:
      return (x.map { Swift.max($0, 0) }, shape)
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

/// All pairs of a pixel and a kernel position that see one another under SAME padding.
struct Taps {
  let image: Shape
  let grid: Shape
  let kernel: Int
  let stride: Int
  let batch: Int

  func forEach(_ body: (_ pixel: Int, _ position: Int, _ tap: Int) -> Void) {
    let top = max((grid.height - 1) * stride + kernel - image.height, 0) / 2
    let left = max((grid.width - 1) * stride + kernel - image.width, 0) / 2
    for sample in 0..<batch {
      for y in 0..<image.height {
        for x in 0..<image.width {
          for gy in 0..<grid.height {
            for gx in 0..<grid.width {
              let (ky, kx) = (y + top - gy * stride, x + left - gx * stride)
              guard (0..<kernel).contains(ky), (0..<kernel).contains(kx) else { continue }
              body(
                (sample * image.height + y) * image.width + x,
                (sample * grid.height + gy) * grid.width + gx, ky * kernel + kx)
            }
          }
        }
      }
    }
  }
}
