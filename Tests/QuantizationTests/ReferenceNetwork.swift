import FloatModels

/// The oracle: a graph computed in Double by the definitions, one multiplication after the other.
enum ReferenceNetwork {
  /// Output of every node for one sample.
  static func activations(_ graph: Graph, _ input: [Double]) -> [[Double]] {
    var results: [[Double]] = []
    var shapes: [Shape] = []
    for node in graph.nodes {
      let source = node.inputs[0]
      let x = source == Node.graphInput ? input : results[source]
      let shape = source == Node.graphInput ? graph.input : shapes[source]
      let (y, out) = apply(node, x, shape)
      results.append(y)
      shapes.append(out)
    }
    return results
  }

  static func output(_ graph: Graph, _ input: [Double]) -> [Double] {
    activations(graph, input).last ?? []
  }

  private static func doubles(_ node: Node, _ role: String) -> [Double] {
    (node.parameters[role]?.values ?? []).map { Double($0) }
  }

  private static func apply(_ node: Node, _ x: [Double], _ shape: Shape) -> ([Double], Shape) {
    switch node.operation {
    case .relu: return (x.map { max($0, 0) }, shape)
    case .batchNorm(let epsilon):
      let gamma = doubles(node, "gamma")
      let beta = doubles(node, "beta")
      let mean = doubles(node, "mean")
      let variance = doubles(node, "variance")
      let y = x.indices.map { index in
        let c = index % shape.channels
        return (x[index] - mean[c]) / (variance[c] + Double(epsilon)).squareRoot() * gamma[c]
          + beta[c]
      }
      return (y, shape)
    case .dense(let units):
      let weight = doubles(node, "weight")
      var y = doubles(node, "bias")
      for unit in 0..<units {
        for index in x.indices { y[unit] += weight[unit * x.count + index] * x[index] }
      }
      return (y, Shape(vector: units))
    case .convolution(let filters, let window):
      let (kernel, stride) = (window.height, window.strideHeight)
      let out = Shape(
        height: (shape.height + stride - 1) / stride, width: (shape.width + stride - 1) / stride,
        channels: filters)
      return (taps(node, x, shape, out, kernel, stride, transposed: false), out)
    case .transposedConvolution(let filters, let window):
      let (kernel, stride) = (window.height, window.strideHeight)
      let out = Shape(
        height: shape.height * stride, width: shape.width * stride, channels: filters)
      return (taps(node, x, shape, out, kernel, stride, transposed: true), out)
    default: fatalError("\(node.operation.kind) is not lowered")
    }
  }

  /// Both convolutions connect small image and large image by `large = small·stride + tap - pad`.
  private static func taps(
    _ node: Node, _ x: [Double], _ input: Shape, _ output: Shape, _ kernel: Int, _ stride: Int,
    transposed: Bool
  ) -> [Double] {
    let (small, large) = transposed ? (input, output) : (output, input)
    let padTop = max((small.height - 1) * stride + kernel - large.height, 0) / 2
    let padLeft = max((small.width - 1) * stride + kernel - large.width, 0) / 2
    let weight = doubles(node, "weight")
    let bias = doubles(node, "bias")
    var y = (0..<output.count).map { bias[$0 % output.channels] }
    for row in 0..<small.height {
      for column in 0..<small.width {
        for tap in 0..<kernel * kernel {
          let r = row * stride + tap / kernel - padTop
          let c = column * stride + tap % kernel - padLeft
          guard (0..<large.height).contains(r), (0..<large.width).contains(c) else { continue }
          let smallBase = row * small.width + column
          let largeBase = r * large.width + c
          let (from, to) = transposed ? (smallBase, largeBase) : (largeBase, smallBase)
          for o in 0..<output.channels {
            for i in 0..<input.channels {
              let w = weight[(o * kernel * kernel + tap) * input.channels + i]
              y[to * output.channels + o] += w * x[from * input.channels + i]
            }
          }
        }
      }
    }
    return y
  }
}
