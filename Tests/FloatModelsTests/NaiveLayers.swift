import FloatModels
import Foundation

/// A sample's activation in Double.
struct NaiveImage {
  let shape: Shape
  var values: [Double]

  /// nil outside of the image.
  subscript(row: Int, column: Int, channel: Int) -> Double? {
    guard (0..<shape.height).contains(row), (0..<shape.width).contains(column) else { return nil }
    return values[(row * shape.width + column) * shape.channels + channel]
  }

  /// An image of which each element is a function of its place.
  static func make(_ shape: Shape, _ value: (Int, Int, Int) -> Double) -> NaiveImage {
    var values: [Double] = []
    for row in 0..<shape.height {
      for column in 0..<shape.width {
        for channel in 0..<shape.channels { values.append(value(row, column, channel)) }
      }
    }
    return NaiveImage(shape: shape, values: values)
  }
}

/// Each operation by its definition, in Double, one output value at a time: the oracle. Windows are
/// in `NaiveWindow`.
enum NaiveLayers {
  /// Every node's output for one sample.
  static func activations(_ graph: Graph, _ input: [Double]) -> [NaiveImage] {
    var results: [NaiveImage] = []
    for node in graph.nodes {
      let inputs = node.inputs.map { source in
        source < 0 ? NaiveImage(shape: graph.input, values: input) : results[source]
      }
      results.append(forward(node, inputs))
    }
    return results
  }

  static func forward(_ node: Node, _ inputs: [NaiveImage]) -> NaiveImage {
    let x = inputs[0]
    func parameter(_ role: String) -> [Double] { node.parameters[role]!.values.map(Double.init) }
    func map(_ body: (Double) -> Double) -> NaiveImage {
      NaiveImage(shape: x.shape, values: x.values.map(body))
    }
    switch node.operation {
    case .dense(let units):
      let (weight, bias) = (parameter("weight"), parameter("bias"))
      return .make(Shape(vector: units)) { _, _, unit in
        x.values.indices.reduce(bias[unit]) {
          $0 + weight[unit * x.values.count + $1] * x.values[$1]
        }
      }
    case .convolution, .transposedConvolution, .depthwiseConvolution, .averagePool, .maximumPool:
      return NaiveWindow.forward(node, x)
    case .batchNorm(let epsilon):
      let (gamma, beta) = (parameter("gamma"), parameter("beta"))
      let (mean, variance) = (parameter("mean"), parameter("variance"))
      return .make(x.shape) { row, column, c in
        gamma[c] * (x[row, column, c]! - mean[c]) / (variance[c] + Double(epsilon)).squareRoot()
          + beta[c]
      }
    case .relu: return map { Swift.max($0, 0) }
    case .relu6: return map { Swift.min(Swift.max($0, 0), 6) }
    case .logistic: return map { 1 / (1 + exp(-$0)) }
    case .tanh: return map { (exp(2 * $0) - 1) / (exp(2 * $0) + 1) }
    case .softmax:
      return .make(x.shape) { row, column, c in
        // Of each channel the inverse of Σ exp(x' - x).
        1 / (0..<x.shape.channels).reduce(0) { $0 + exp(x[row, column, $1]! - x[row, column, c]!) }
      }
    case .mean(let axes): return mean(x, axes)
    case .add:
      return .make(x.shape) { x[$0, $1, $2]! + inputs[1][$0, $1, $2]! }
    case .concatenate(let axis): return concatenated(inputs, axis)
    case .reshape(let shape): return NaiveImage(shape: shape, values: x.values)
    case .pad(let edges, let value):
      let shape = Shape(
        height: edges.top + x.shape.height + edges.bottom,
        width: edges.left + x.shape.width + edges.right, channels: x.shape.channels)
      return .make(shape) { x[$0 - edges.top, $1 - edges.left, $2] ?? Double(value) }
    }
  }

  /// Of each output the mean of the inputs that agree with it on the other axes.
  private static func mean(_ x: NaiveImage, _ axes: ReducedAxes) -> NaiveImage {
    func places(_ axis: ReducedAxes, _ size: Int, _ place: Int) -> Range<Int> {
      axes.contains(axis) ? 0..<size : place..<place + 1
    }
    let shape = Shape(
      height: axes.contains(.rows) ? 1 : x.shape.height,
      width: axes.contains(.columns) ? 1 : x.shape.width,
      channels: axes.contains(.channels) ? 1 : x.shape.channels)
    return .make(shape) { row, column, channel in
      var (sum, count) = (0.0, 0.0)
      for r in places(.rows, x.shape.height, row) {
        for k in places(.columns, x.shape.width, column) {
          for c in places(.channels, x.shape.channels, channel) {
            sum += x[r, k, c]!
            count += 1
          }
        }
      }
      return sum / count
    }
  }

  /// Looks for each output among the inputs, from the first on.
  private static func concatenated(_ inputs: [NaiveImage], _ axis: Axis) -> NaiveImage {
    var shape = inputs[0].shape
    shape[axis] = inputs.map { $0.shape[axis] }.reduce(0, +)
    return .make(shape) { row, column, channel in
      var place = [row, column, channel]
      for input in inputs {
        let size = input.shape[axis]
        if place[axis.rawValue] < size { return input[place[0], place[1], place[2]]! }
        place[axis.rawValue] -= size
      }
      return .nan
    }
  }
}
