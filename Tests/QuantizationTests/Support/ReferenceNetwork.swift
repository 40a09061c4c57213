import FloatModels
import Foundation

/// The oracle: a graph computed in Double by the definitions, one multiplication after the other.
enum ReferenceNetwork {
  /// Output of every node for one sample.
  static func activations(_ graph: Graph, _ input: [Double]) -> [[Double]] {
    var results: [[Double]] = []
    let shapes = shapes(graph)
    for (index, node) in graph.nodes.enumerated() {
      let sources = node.inputs.map { source in
        source == Node.graphInput
          ? ReferenceImage(graph.input, input) : ReferenceImage(shapes[source], results[source])
      }
      results.append(apply(node, sources, shapes[index]))
    }
    return results
  }

  static func output(_ graph: Graph, _ input: [Double]) -> [Double] {
    activations(graph, input).last ?? []
  }

  /// Shape of every node's output.
  static func shapes(_ graph: Graph) -> [Shape] {
    do { return try graph.shapes() } catch { fatalError("\(error)") }
  }

  /// A node's output, of a shape that is known.
  static func apply(_ node: Node, _ inputs: [ReferenceImage], _ out: Shape) -> [Double] {
    let x = inputs[0]
    switch node.operation {
    case .relu: return x.values.map { max($0, 0) }
    case .relu6: return x.values.map { min(max($0, 0), 6) }
    case .logistic: return x.values.map { 1 / (1 + exp(-$0)) }
    case .tanh: return x.values.map { Foundation.tanh($0) }
    case .softmax: return softmax(x)
    case .reshape: return x.values
    case .batchNorm(let epsilon): return batchNorm(node, x, Double(epsilon))
    case .dense(let units):
      let weight = node.doubles("weight")
      var y = node.doubles("bias")
      for unit in 0..<units {
        for index in x.values.indices {
          y[unit] += weight[unit * x.values.count + index] * x.values[index]
        }
      }
      return y
    case .convolution, .transposedConvolution, .depthwiseConvolution, .averagePool, .maximumPool:
      return ReferenceWindow(node, x.shape, out).apply(x)
    case .add: return x.values.indices.map { x.values[$0] + inputs[1].values[$0] }
    case .mean(let axes): return mean(x, axes, out)
    case .concatenate(let axis):
      return out.places.map { place in
        var (place, number) = (place, 0)
        while place[axis] >= inputs[number].shape[axis] {
          place[axis] -= inputs[number].shape[axis]
          number += 1
        }
        return inputs[number][place] ?? .nan
      }
    case .pad(let edges, let value):
      return out.places.map { place in
        x[Place(place.row - edges.top, place.column - edges.left, place.channel)] ?? Double(value)
      }
    }
  }

  private static func softmax(_ x: ReferenceImage) -> [Double] {
    let channels = x.shape.channels
    return x.values.indices.map { index in
      let pixel = index / channels * channels
      return exp(x.values[index])
        / x.values[pixel..<pixel + channels].reduce(0) { $0 + exp($1) }
    }
  }

  private static func batchNorm(_ node: Node, _ x: ReferenceImage, _ epsilon: Double) -> [Double] {
    let (gamma, beta) = (node.doubles("gamma"), node.doubles("beta"))
    let (mean, variance) = (node.doubles("mean"), node.doubles("variance"))
    return x.values.enumerated().map { index, value in
      let c = index % x.shape.channels
      return (value - mean[c]) / (variance[c] + epsilon).squareRoot() * gamma[c] + beta[c]
    }
  }

  private static func mean(_ x: ReferenceImage, _ axes: ReducedAxes, _ out: Shape) -> [Double] {
    var sums = [Double](repeating: 0, count: out.count)
    for (place, value) in zip(x.shape.places, x.values) {
      var target = place
      for axis in axes.axes { target[axis] = 0 }
      sums[target.index(in: out)] += value
    }
    return sums.map { $0 * Double(out.count) / Double(x.values.count) }
  }
}

extension Node {
  fileprivate func doubles(_ role: String) -> [Double] {
    (parameters[role]?.values ?? []).map { Double($0) }
  }
}

/// Operations with a window, which connect a small image (a convolution's output, a transposed
/// one's input) and a large one by `large = small · stride + tap · dilation - padding`.
private struct ReferenceWindow {
  let node: Node
  let window: KernelWindow
  let input: Shape
  let output: Shape

  init(_ node: Node, _ input: Shape, _ output: Shape) {
    guard let window = node.operation.window else { fatalError("no window") }
    (self.node, self.window, self.input, self.output) = (node, window, input, output)
  }

  private var isTransposed: Bool {
    if case .transposedConvolution = node.operation { true } else { false }
  }

  func apply(_ x: ReferenceImage) -> [Double] {
    let weight = node.doubles("weight")
    let bias = node.doubles("bias")
    let isPool = bias.isEmpty
    var y = output.places.map { isPool ? 0 : bias[$0.channel] }
    var largest = [Double](repeating: -.infinity, count: output.count)
    var seen = [Double](repeating: 0, count: output.count)
    forEachTap { from, to, tap in
      for o in 0..<output.channels {
        let target = Place(to.row, to.column, o).index(in: output)
        switch node.operation {
        case .depthwiseConvolution(let multiplier, _):
          y[target] +=
            weight[tap * output.channels + o]
            * (x[Place(from.row, from.column, o / multiplier)] ?? .nan)
        case .averagePool, .maximumPool:
          let value = x[Place(from.row, from.column, o)] ?? .nan
          y[target] += value
          largest[target] = max(largest[target], value)
          seen[target] += 1
        default:
          for i in 0..<input.channels {
            y[target] +=
              weight[(o * window.height * window.width + tap) * input.channels + i]
              * (x[Place(from.row, from.column, i)] ?? .nan)
          }
        }
      }
    }
    switch node.operation {
    case .averagePool: return zip(y, seen).map { $0 / $1 }
    case .maximumPool: return largest
    default: return y
    }
  }

  /// Calls `body` with each pixel of the input, each of the output, and the tap that connects them.
  private func forEachTap(_ body: (_ from: Place, _ to: Place, _ tap: Int) -> Void) {
    let (small, large) = isTransposed ? (input, output) : (output, input)
    let (top, left) = padding(small, large)
    for row in 0..<small.height {
      for column in 0..<small.width {
        for tap in 0..<window.height * window.width {
          let r = row * window.strideHeight + tap / window.width * window.dilationHeight - top
          let c = column * window.strideWidth + tap % window.width * window.dilationWidth - left
          guard (0..<large.height).contains(r), (0..<large.width).contains(c) else { continue }
          let (one, other) = (Place(row, column, 0), Place(r, c, 0))
          body(isTransposed ? one : other, isTransposed ? other : one, tap)
        }
      }
    }
  }

  private func padding(_ small: Shape, _ large: Shape) -> (top: Int, left: Int) {
    if case .explicit(let top, _, let left, _) = window.padding { return (top, left) }
    func before(_ small: Int, _ large: Int, _ stride: Int, _ size: Int, _ dilation: Int) -> Int {
      max((small - 1) * stride + (size - 1) * dilation + 1 - large, 0) / 2
    }
    return (
      before(
        small.height, large.height, window.strideHeight, window.height, window.dilationHeight),
      before(small.width, large.width, window.strideWidth, window.width, window.dilationWidth)
    )
  }
}
