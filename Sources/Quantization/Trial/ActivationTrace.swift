import EdgeRuntime

/// Keeps the activations of one window as reals: the input, then each layer's output; the last one's
/// at accumulator precision where its sums are scored.
struct ActivationTrace: LayerObserver {
  private let network: NetworkContents
  /// One array an integer tensor.
  private(set) var reals: [[Float]]
  /// Elements of each tensor at an end of their range where no activation or curve ends.
  private(set) var saturated: [Int]
  private let cappedTensors: Set<Int>
  /// What the last tensor's integers would stand for, where only its sums were computed.
  private(set) var roundedOutput: [Float] = []

  /// - Parameter cappedTensors: see `LayerMatch`.
  init(_ network: NetworkContents, cappedTensors: Set<Int> = []) {
    self.network = network
    self.cappedTensors = cappedTensors
    reals = network.tensors.map { [Float](repeating: 0, count: $0.count) }
    saturated = network.tensors.map { _ in 0 }
  }

  mutating func input(network _: Int, _ values: Span<Int8>) { store(values, tensor: 0) }

  mutating func input(network _: Int, _ values: Span<Int16>) { store(values, tensor: 0) }

  mutating func output(network _: Int, layer: Int, _ values: Span<Int8>) {
    store(values, tensor: network.layers[layer].output)
  }

  mutating func output(network _: Int, layer: Int, _ values: Span<Int16>) {
    store(values, tensor: network.layers[layer].output)
  }

  mutating func accumulators(network _: Int, from start: Int, _ values: Span<Int32>) {
    store(values, from: start)
  }

  mutating func accumulators(network _: Int, from start: Int, _ values: Span<Int64>) {
    store(values, from: start)
  }

  private mutating func store(
    _ values: Span<some FixedWidthInteger & BitwiseCopyable>, from start: Int
  ) {
    guard let last = network.layers.last else { return }
    let inputScale = network.tensors[last.inputs[0]].scale
    let steps = TensorQuantization(network.tensors[last.output])
    if start == 0 { roundedOutput = reals[last.output] }
    for index in 0..<values.count {
      let scale = last.weightScales[(start + index) % last.weightScales.count]
      let real = Float(values[index]) * inputScale * scale
      reals[last.output][start + index] = real
      roundedOutput[start + index] = steps.dequantize(steps.quantize(real))
    }
  }

  private mutating func store(
    _ values: Span<some FixedWidthInteger & BitwiseCopyable>, tensor index: Int
  ) {
    let tensor = network.tensors[index]
    let ends = tensor.elementType.range
    let (lower, isCurve) =
      index > 0
      ? (Int64(network.layers[index - 1].clampMin), network.layers[index - 1].operation.isCurve)
      : (ends.lowerBound, false)
    // (At the zero point a ReLU may have ended it, here or before.)
    let isOpenBelow = !isCurve && lower == ends.lowerBound && lower != Int64(tensor.zeroPoint)
    let isOpenAbove = !isCurve && !cappedTensors.contains(index)
    for position in 0..<values.count {
      let value = Int64(values[position])
      reals[index][position] = tensor.scale * Float(value - Int64(tensor.zeroPoint))
      if value == ends.upperBound && isOpenAbove || value == ends.lowerBound && isOpenBelow {
        saturated[index] += 1
      }
    }
  }
}

extension IntegerOperation {
  /// Whether its output's ends are those of a curve.
  fileprivate var isCurve: Bool {
    switch self {
    case .lookup, .logistic, .tanh, .softmax: true
    default: false
    }
  }
}

extension TensorQuantization {
  /// The steps of a model's tensor.
  init(_ tensor: TensorContents) {
    self.init(
      elementType: tensor.elementType, scale: tensor.scale, zeroPoint: tensor.zeroPoint)
  }
}
