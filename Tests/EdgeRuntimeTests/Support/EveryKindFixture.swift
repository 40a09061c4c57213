import EdgeRuntime

@testable import Quantization

/// A model with a layer of every kind, activations of either type and weights of every width.
struct EveryKindFixture {
  private var fixture: ModelFixture
  private var tensors: [TensorContents] = []
  private var layers: [LayerContents] = []

  /// 4 frames of 4 bands, scored by the last layer's sums of 64 bits.
  static func model(seed: UInt64 = 6) -> ModelContents {
    var maker = EveryKindFixture(fixture: ModelFixture(seed: seed))
    maker.tensors = [maker.tensor(4, 4, 1, .int8)]
    maker.appendBytes()
    maker.appendHalves()
    let plan = ArenaPlan(
      maker.layers, maker.tensors.dropLast().map(\.byteCount) + [0])
    for index in maker.tensors.indices.dropLast() {
      maker.tensors[index].arenaOffset = plan.offsets[index]
    }
    let network = NetworkContents(
      tensors: maker.tensors, layers: maker.layers, inputMeanQ9: -3000,
      inputRequantizer: Requantizer(multiplier: 1_500_000_000, shift: -5))
    var model = maker.fixture.model(
      .features(bands: 4),
      WindowingContents(framesPerWindow: 4, framesPerStep: 2, windowsPerDecision: 3), network)
    model.heads = [
      .reconstruction(
        ReconstructionHeadContents(
          requantizers: [maker.fixture.requantizer(shift: -3...0)], meanQ13: -50_000,
          accumulatorShift: 12))
    ]
    return model
  }

  /// The layers of int8.
  private mutating func appendBytes() {
    let same = KernelGeometry(
      height: 3, width: 3, strideHeight: 1, strideWidth: 1, padTop: 1, padLeft: 1)
    let half = KernelGeometry(
      height: 2, width: 2, strideHeight: 2, strideWidth: 2, padTop: 0, padLeft: 0)
    linear(.convolution(same), [0], tensor(4, 4, 4, .int8), weights: 9 * 4, bits: 8)
    linear(.depthwiseConvolution(same), [1], tensor(4, 4, 8, .int8), weights: 9 * 8, bits: 4)
    plain(.averagePool(half), [2], tensor(2, 2, 8, .int8))
    plain(.maximumPool(half), [2], tensor(2, 2, 8, .int8))
    plain(.add, [3, 4], tensor(2, 2, 8, .int8), shifts: [-1, -1, -18])
    plain(.concatenate(axis: 2), [3, 5], tensor(2, 2, 16, .int8))
    plain(.lookup, [6], tensor(2, 2, 16, .int8), table: .int8((0..<256).map { Int8($0 / 3) }))
    plain(
      .softmax, [7], tensor(2, 2, 16, .int8),
      table: .int32(SoftmaxTables.exponentials(inputScale: 0.05)))
    plain(.pad(top: 1, left: 1, fill: -7), [8], tensor(4, 4, 16, .int8))
    plain(.mean(axes: 3), [9], tensor(1, 1, 16, .int8), shifts: [-2])
    plain(.rescale, [10], tensor(1, 1, 16, .int16), shifts: [6])
  }

  /// The layers of int16.
  private mutating func appendHalves() {
    let scaling = [Requantizer(multiplier: 25_000, shift: 4)]
    plain(.tanh, [11], tensor(1, 1, 16, .int16), table: .int16(InterpolatedCurve.table), scaling)
    plain(
      .logistic, [12], tensor(1, 1, 16, .int16), table: .int16(InterpolatedCurve.table), scaling)
    plain(
      .softmax, [13], tensor(1, 1, 16, .int16), table: .int16(SoftmaxTables.interpolated),
      shifts: [1])
    linear(.fullyConnected, [14], tensor(1, 1, 16, .int16), weights: 16 * 16, bits: 16)
    plain(.copy, [15], tensor(4, 4, 1, .int16))
    let same = KernelGeometry(
      height: 3, width: 3, strideHeight: 1, strideWidth: 1, padTop: 1, padLeft: 1)
    linear(.transposedConvolution(same), [16], tensor(4, 4, 1, .int16), weights: 9, bits: 8)
  }

  private mutating func tensor(
    _ height: Int, _ width: Int, _ channels: Int, _ type: ModelFile.ElementType
  ) -> TensorContents {
    TensorContents(
      height: height, width: width, channels: channels, elementType: type, scale: 0.05,
      zeroPoint: type == .int8 ? Int32(fixture.number(-128...127)) : 0)
  }

  private mutating func linear(
    _ operation: IntegerOperation, _ inputs: [Int], _ output: TensorContents, weights: Int,
    bits: Int
  ) {
    let largest = 1 << (bits - 1) - 1
    let integers = (0..<weights).map { _ in fixture.number(-largest...largest) }
    let isWide = tensors[inputs[0]].elementType == .int16
    layers.append(
      LayerContents(
        name: "layer.\(layers.count)", operation: operation, inputs: inputs,
        output: tensors.count,
        weights: bits == 4
          ? .int4(integers.map { Int8($0) })
          : bits == 8 ? .int8(integers.map { Int8($0) }) : .int16(integers.map { Int16($0) }),
        bias: (0..<output.channels).map { _ in Int64(fixture.number(-10_000...10_000)) },
        hasWideAccumulators: isWide,
        weightScales: (0..<output.channels).map { _ in 0.002 },
        requantizers: (0..<output.channels).map { _ in
          fixture.requantizer(shift: isWide ? -20...(-16) : -8...(-4))
        },
        clampMin: Int32(output.elementType.range.lowerBound), clampMax: 127))
    tensors.append(output)
  }

  private mutating func plain(
    _ operation: IntegerOperation, _ inputs: [Int], _ output: TensorContents,
    table: IntegerArray = .none, _ scaling: [Requantizer] = [], shifts: [Int] = []
  ) {
    layers.append(
      LayerContents(
        name: "layer.\(layers.count)", operation: operation, inputs: inputs,
        output: tensors.count, weights: table,
        requantizers: scaling + shifts.map { fixture.requantizer(shift: $0...$0) },
        clampMin: Int32(output.elementType.range.lowerBound),
        clampMax: Int32(output.elementType.range.upperBound)))
    tensors.append(output)
  }
}
