import FloatModels

extension ONNXImporter {
  /// A convolution of all channels, or of each by itself.
  mutating func convolution(_ call: ONNXCall) throws(InterchangeError.Problem) -> ONNXActivation {
    let image = try image(of: call)
    let weight = try weight(call)
    let group = try call.integer("group", or: 1)
    let sizes = weight.dimensions
    let window = try ONNXWindow(kernel: Array(sizes[2...]), call)
      .window(on: assembly.shape(of: image.source))
    let filters = sizes[0]
    let bias = try bias(call, filters)
    if group == 1 {
      guard sizes[1] == image.channels else {
        throw call.invalid("\(image.channels) channels, its weights are for \(sizes[1])")
      }
      let tensor = reordered(weight, [0, 2, 3, 1])
      let node = try append(
        .convolution(filters: filters, window), [image.source], call,
        ["weight": tensor, "bias": bias])
      return activation(node, image.rank)
    }
    guard group == image.channels, sizes[1] == 1, filters % group == 0 else {
      throw call.unsupported(
        "\(group) groups of \(image.channels) channels",
        "use one group, or as many as there are channels (depthwise)")
    }
    var tensor = reordered(weight, [2, 3, 0, 1])
    tensor.shape.removeLast()
    let node = try append(
      .depthwiseConvolution(multiplier: filters / group, window), [image.source], call,
      ["weight": tensor, "bias": bias])
    return activation(node, image.rank)
  }

  mutating func transposedConvolution(
    _ call: ONNXCall
  ) throws(InterchangeError.Problem) -> ONNXActivation {
    let image = try image(of: call)
    let weight = try weight(call)
    let group = try call.integer("group", or: 1)
    let sizes = weight.dimensions
    guard group == 1 else {
      throw call.unsupported("\(group) groups", "use one group in transposed convolutions")
    }
    guard sizes[0] == image.channels else {
      throw call.invalid("\(image.channels) channels, its weights are for \(sizes[0])")
    }
    let window = try ONNXWindow(kernel: Array(sizes[2...]), call)
      .transposed(from: assembly.shape(of: image.source))
    let tensor = reordered(weight, [1, 2, 3, 0])
    let node = try append(
      .transposedConvolution(filters: sizes[1], window), [image.source], call,
      ["weight": tensor, "bias": try bias(call, sizes[1])])
    return activation(node, image.rank)
  }

  /// The operator's data as `N × C × H × W`, or `N × C × W` with one row.
  mutating func image(
    of call: ONNXCall
  ) throws(InterchangeError.Problem) -> (source: Int, channels: Int, rank: Int) {
    let value = try call.activation(0)
    let axes = value.axes
    guard axes.count == 3 || axes.count == 2 else {
      throw call.unsupported(
        "of data with \(axes.count + 1) axes", "use images (4 axes) or sound along time (3)")
    }
    let source = try image(
      value, rows: axes.count == 3 ? axes[1] : [], columns: axes[axes.count - 1],
      channels: axes[0], call)
    return (source, axes[0].size, axes.count)
  }

  /// A node's output seen as `C × H × W`, or as `C × W`.
  mutating func activation(_ node: Int, _ rank: Int) -> ONNXActivation {
    let shape = assembly.shape(of: node)
    let rows = rank == 3 ? factors.factors(shape.height) : []
    let columns = factors.factors(shape.width)
    let channels = factors.factors(shape.channels)
    return ONNXActivation(
      source: node, memory: rows + columns + channels,
      axes: rank == 3 ? [channels, rows, columns] : [channels, columns])
  }

  private func weight(_ call: ONNXCall) throws(InterchangeError.Problem) -> ONNXConstant {
    let weight = try call.constant(1)
    let rank = weight.dimensions.count
    guard (3...4).contains(rank), weight.count > 0, rank == (try call.activation(0).axes.count) + 1
    else { throw call.invalid("weights of shape \(weight.dimensions)") }
    return weight
  }

  private func bias(
    _ call: ONNXCall, _ filters: Int
  ) throws(InterchangeError.Problem) -> Tensor {
    guard let bias = try call.constantIfPresent(2) else { return Tensor(shape: [filters]) }
    guard bias.dimensions == [filters] else {
      throw call.invalid("a bias of shape \(bias.dimensions) for \(filters) filters")
    }
    return Tensor(shape: [filters], values: bias.floats)
  }

  /// Weights with their axes in another order; those of sound along time have a row added.
  private func reordered(_ weight: ONNXConstant, _ order: [Int]) -> Tensor {
    var sizes = weight.dimensions
    if sizes.count == 3 { sizes.insert(1, at: 2) }
    let values = weight.floats
    return Tensor(
      shape: order.map { sizes[$0] },
      values: ElementPlaces.list(sizes: sizes, order: order).map { values[$0] })
  }
}
