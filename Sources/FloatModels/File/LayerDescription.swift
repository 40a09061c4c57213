/// A node without its tensors, as it stands in the metadata: the keys that its operation has, and
/// of a window those that are not as usual.
struct LayerDescription: Codable {
  var name: String
  var operation: String
  var inputs: [Int]
  var units: Int?
  var filters: Int?
  var multiplier: Int?
  var kernel: SizePair?
  var stride: SizePair?
  var dilation: SizePair?
  /// Top, bottom, left, right; absent for `SAME`.
  var padding: [Int]?
  var fill: Float?
  var axes: [Int]?
  /// Height, width, channels.
  var shape: [Int]?
  var epsilon: Float?

  private enum CodingKeys: String, CodingKey {
    case name, operation, inputs, units, filters, multiplier, kernel, stride, dilation, padding
    case fill = "value"
    case axes, shape, epsilon
  }

  init(_ node: Node) {
    name = node.name
    operation = node.operation.kind
    inputs = node.inputs
    if let window = node.operation.window { describe(window) }
    switch node.operation {
    case .dense(let units): self.units = units
    case .convolution(let filters, _), .transposedConvolution(let filters, _):
      self.filters = filters
    case .depthwiseConvolution(let multiplier, _): self.multiplier = multiplier
    case .mean(let reduced): axes = reduced.axes.map(\.rawValue)
    case .concatenate(let axis): axes = [axis.rawValue]
    case .reshape(let shape): self.shape = shape.sizes
    case .pad(let edges, let value): (padding, fill) = (edges.sizes, value)
    case .batchNorm(let epsilon): self.epsilon = epsilon
    case .averagePool, .maximumPool, .add, .relu, .relu6, .logistic, .tanh, .softmax: break
    }
  }

  private mutating func describe(_ window: KernelWindow) {
    kernel = SizePair(height: window.height, width: window.width)
    stride = SizePair(height: window.strideHeight, width: window.strideWidth)
    let dilation = SizePair(height: window.dilationHeight, width: window.dilationWidth)
    if dilation != SizePair(height: 1, width: 1) { self.dilation = dilation }
    if case .explicit(let top, let bottom, let left, let right) = window.padding {
      padding = [top, bottom, left, right]
    }
  }
}

/// A height and a width: one number where they are equal, `[height, width]` where they are not.
struct SizePair: Codable, Equatable {
  var height: Int
  var width: Int

  init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let size = try? value.decode(Int.self) {
      self.init(height: size, width: size)
      return
    }
    let sizes = try value.decode([Int].self)
    guard sizes.count == 2 else {
      throw DecodingError.dataCorruptedError(
        in: value, debugDescription: "a size or two, found \(sizes.count)")
    }
    self.init(height: sizes[0], width: sizes[1])
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    if height == width {
      try value.encode(height)
    } else {
      try value.encode([height, width])
    }
  }
}

extension Shape {
  var sizes: [Int] { [height, width, channels] }

  init?(sizes: [Int]) {
    guard sizes.count == 3 else { return nil }
    self.init(height: sizes[0], width: sizes[1], channels: sizes[2])
  }
}

extension Edges {
  var sizes: [Int] { [top, bottom, left, right] }

  init?(sizes: [Int]) {
    guard sizes.count == 4 else { return nil }
    self.init(top: sizes[0], bottom: sizes[1], left: sizes[2], right: sizes[3])
  }
}
