import EdgeRuntime

@testable import Quantization

/// Layers that keep the pace of time, and what a layer consists of.
extension RandomStream {
  mutating func aside() {
    let (input, index) = (current, tensors.count - 1)
    func like(_ channels: Int? = nil) -> TensorContents {
      tensor(input.height, input.width, channels ?? input.channels, input.elementType)
    }
    let isByte = input.elementType == .int8
    switch random.integer(0...12) {
    case 0, 1: branch(isSum: true)
    case 2, 3: branch(isSum: false)
    case 4:
      var output = like()
      output.height += random.integer(0...3)
      output.width += random.integer(0...1)
      let top = random.integer(0...output.height - input.height)
      let fill = Int32(random.integer(-128...127))
      plain(.pad(top: top, left: output.width - input.width, fill: fill), [index], output)
    case 5:
      var output = like()
      output.elementType = isByte ? .int16 : .int8
      output.zeroPoint = 0
      plain(.rescale, [index], output, shifts: [isByte ? 7 : -7])
    case 6 where isByte:
      let table = (0..<256).map { Int8(truncatingIfNeeded: $0 * 5) }
      plain(.lookup, [index], like(), table: .int8(table))
    case 7 where !isByte:
      plain(
        random.integer(0...1) == 0 ? .logistic : .tanh, [index], like(),
        table: .int16(InterpolatedCurve.table), [Requantizer(multiplier: 25_000, shift: 4)])
    case 8 where isByte:
      plain(
        .softmax, [index], like(),
        table: .int32(SoftmaxTables.exponentials(inputScale: 0.05)))
    case 9:
      plain(.mean(axes: 4), [index], like(1), shifts: [-1])
    case 10:
      let output = tensor(input.height, input.width * input.channels, 1, input.elementType)
      plain(.copy, [index], output)
    default: break
    }
  }

  /// Two convolutions of the same input, added or side by side.
  private mutating func branch(isSum: Bool) {
    let (input, index) = (current, tensors.count - 1)
    let kernels = (0..<2).map { _ in kernel(1, isDilated: true) }
    let height = input.height + min(kernels[0].padTop, kernels[1].padTop)
    let axis = isSum ? 2 : random.integer(1...2)
    let channels = random.integer(1...4)
    var sum = 0
    for kernel in kernels {
      let more = isSum || axis == 1 ? channels : random.integer(1...4)
      sum += axis == 1 ? input.width : more
      linear(
        .convolution(kernel), index, tensor(height, input.width, more, input.elementType))
    }
    let parts = [tensors.count - 2, tensors.count - 1]
    if isSum {
      plain(
        .add, parts, tensor(height, input.width, channels, input.elementType),
        shifts: [-1, -1, input.elementType == .int8 ? -18 : -14])
    } else {
      plain(
        .concatenate(axis: axis), parts,
        tensor(
          height, axis == 1 ? sum : input.width, axis == 2 ? sum : channels, input.elementType))
    }
  }

  mutating func linear(
    _ operation: IntegerOperation, _ input: Int, _ output: TensorContents
  ) {
    let source = tensors[input]
    let perChannel: Int
    switch operation {
    case .depthwiseConvolution(let kernel): perChannel = kernel.height * kernel.width
    case .convolution(let kernel), .transposedConvolution(let kernel):
      perChannel = kernel.height * kernel.width * source.channels
    default: perChannel = source.count
    }
    let weights = (0..<perChannel * output.channels).map { _ in Int8(random.integer(-127...127)) }
    let isWide = source.elementType == .int16 && random.integer(0...1) == 0
    var layer = LayerContents(
      name: "layer.\(layers.count)", operation: operation, inputs: [input], output: tensors.count,
      weights: .int8(weights),
      bias: (0..<output.channels).map { _ in Int64(random.integer(-9000...9000)) },
      hasWideAccumulators: isWide,
      weightScales: (0..<output.channels).map { _ in 0.002 }, clampMin: 0, clampMax: 0)
    tensors.append(output)
    let target = output.elementType == .int8 ? 10 : 18
    let shift = min(target + random.integer(0...1) - bits(of: layer), 0)
    layer.requantizers = (0..<output.channels).map { _ in requantizer(shift) }
    append(layer, output)
  }

  /// Bits of the largest sum.
  func bits(of layer: LayerContents) -> Int {
    let largest = tensors[layer.inputs[0]].elementType == .int8 ? 255 : 32768
    let most = layer.weights.count / layer.bias.count * 127 * largest + 9000
    return Int.bitWidth - most.leadingZeroBitCount
  }

  mutating func plain(
    _ operation: IntegerOperation, _ inputs: [Int], _ output: TensorContents,
    table: IntegerArray = .none, _ scaling: [Requantizer] = [], shifts: [Int] = []
  ) {
    let layer = LayerContents(
      name: "layer.\(layers.count)", operation: operation, inputs: inputs, output: tensors.count,
      weights: table, requantizers: scaling + shifts.map { requantizer($0) }, clampMin: 0,
      clampMax: 0)
    tensors.append(output)
    append(layer, output)
  }

  private mutating func append(_ layer: LayerContents, _ output: TensorContents) {
    var layer = layer
    layer.clampMin = Int32(output.elementType.range.lowerBound)
    layer.clampMax = Int32(output.elementType.range.upperBound)
    layers.append(layer)
  }
}
