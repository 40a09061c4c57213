import FloatModels

extension KerasImporter {
  /// Over the last axis; of data with more, a convolution of 1 × 1.
  mutating func dense(_ call: KerasCall) throws(InterchangeError.Problem) -> KerasActivation {
    var result = try call.input()
    let rank = result.sizes.count
    let inputs = result.sizes[rank - 1]
    let units = try call.sizes("units", count: 1)[0]
    let values = try call.weight("kernel", [inputs, units])
    let weights = ElementPlaces.list(sizes: [inputs, units], order: [1, 0]).map { values[$0] }
    let isVector = rank == 1
    result.source = try assembly.append(
      call.name, isVector ? .dense(units: units) : .convolution(filters: units, .square(1)),
      [isVector ? result.source : try node(result)],
      [
        "weight": Tensor(
          shape: isVector ? [units, inputs] : [units, 1, 1, inputs], values: weights),
        "bias": try call.bias(units),
      ])
    result.sizes[rank - 1] = units
    return try activated(result, by: call.layer.config["activation"], call)
  }

  /// - Parameter directions: 1 along the steps of a sequence, 2 over an image.
  mutating func convolution(
    _ call: KerasCall, directions: Int
  ) throws(InterchangeError.Problem) -> KerasActivation {
    let input = try call.input(rank: directions + 1)
    guard try call.integer("groups", or: 1) == 1 else {
      throw call.unsupported("several groups", "use one group, or DepthwiseConv2D")
    }
    let channels = input.sizes[directions]
    let filters = try call.sizes("filters", count: 1)[0]
    let kernel = try call.sizes("kernel_size", count: directions)
    let values = try call.weight("kernel", kernel + [channels, filters])
    let node = try assembly.append(
      call.name,
      .convolution(filters: filters, try KerasWindow(call, directions: directions).window),
      [try node(input)],
      [
        "weight": Self.tensor(values, kernel + [channels, filters], order: [3, 0, 1, 2]),
        "bias": try call.bias(filters),
      ])
    return try activated(
      activation(node, rank: directions + 1), by: call.layer.config["activation"], call)
  }

  mutating func transposedConvolution(
    _ call: KerasCall
  ) throws(InterchangeError.Problem) -> KerasActivation {
    let input = try call.input(rank: 3)
    let filters = try call.sizes("filters", count: 1)[0]
    let kernel = try call.sizes("kernel_size", count: 2)
    let sizes = kernel + [filters, input.sizes[2]]
    let window = try KerasWindow(call, directions: 2).transposed(from: input.sizes)
    let node = try assembly.append(
      call.name, .transposedConvolution(filters: filters, window), [try node(input)],
      [
        "weight": Self.tensor(try call.weight("kernel", sizes), sizes, order: [2, 0, 1, 3]),
        "bias": try call.bias(filters),
      ])
    return try activated(
      activation(node, rank: 3), by: call.layer.config["activation"], call)
  }

  mutating func depthwiseConvolution(
    _ call: KerasCall
  ) throws(InterchangeError.Problem) -> KerasActivation {
    let input = try call.input(rank: 3)
    let node = try depthwise(
      call, input, role: "depthwise_kernel", orRole: "kernel", name: call.name,
      bias: try call.bias(try outputs(call, input)))
    return try activated(
      activation(node, rank: 3), by: call.layer.config["activation"], call)
  }

  /// A depthwise convolution without a bias, and one of 1 × 1.
  mutating func separableConvolution(
    _ call: KerasCall
  ) throws(InterchangeError.Problem) -> KerasActivation {
    let input = try call.input(rank: 3)
    let between = try outputs(call, input)
    let filters = try call.sizes("filters", count: 1)[0]
    let first = try depthwise(
      call, input, role: "depthwise_kernel", orRole: nil, name: "\(call.name).depthwise",
      bias: Tensor(shape: [between]))
    let sizes = [1, 1, between, filters]
    let values = try call.weight("pointwise_kernel", sizes)
    let second = try assembly.append(
      "\(call.name).pointwise", .convolution(filters: filters, .square(1)), [first],
      [
        "weight": Self.tensor(values, sizes, order: [3, 0, 1, 2]),
        "bias": try call.bias(filters),
      ])
    return try activated(
      activation(second, rank: 3), by: call.layer.config["activation"], call)
  }

  /// Channels of a depthwise convolution's output.
  private func outputs(
    _ call: KerasCall, _ input: KerasActivation
  ) throws(InterchangeError.Problem) -> Int {
    let multiplier = try call.sizes("depth_multiplier", count: 1, or: [1])[0]
    guard multiplier * input.sizes[2] <= 65_536 else {
      throw call.invalid("\(input.sizes[2]) × \(multiplier) channels, at most 65536")
    }
    return multiplier * input.sizes[2]
  }

  private mutating func depthwise(
    _ call: KerasCall, _ input: KerasActivation, role: String, orRole other: String?,
    name: String, bias: Tensor
  ) throws(InterchangeError.Problem) -> Int {
    let channels = input.sizes[2]
    let kernel = try call.sizes("kernel_size", count: 2)
    let multiplier = try call.sizes("depth_multiplier", count: 1, or: [1])[0]
    // The file has the order of the graph: channels, then what each is multiplied to.
    let values = try call.weight(role, kernel + [channels, multiplier], orRole: other)
    return try assembly.append(
      name,
      .depthwiseConvolution(
        multiplier: multiplier, try KerasWindow(call, directions: 2).window),
      [try node(input)],
      ["weight": Tensor(shape: kernel + [channels * multiplier], values: values), "bias": bias])
  }

  /// Weights with their four axes in another order; those along steps have a row added.
  private static func tensor(_ values: [Float], _ sizes: [Int], order: [Int]) -> Tensor {
    let sizes = [Int](repeating: 1, count: 4 - sizes.count) + sizes
    return Tensor(
      shape: order.map { sizes[$0] },
      values: ElementPlaces.list(sizes: sizes, order: order).map { values[$0] })
  }
}
