import EdgeRuntime

/// Keeps the activations of one window as reals: the input, then each layer's output, without the
/// factors of a channel equalization; the last one's at accumulator precision.
struct ActivationTrace: LayerObserver {
  private let network: NetworkContents
  private let factors: [[Float]]
  /// One array a tensor.
  private(set) var reals: [[Float]]

  init(_ network: NetworkContents, _ equalization: ChannelEqualization) {
    self.network = network
    factors = [[1]] + equalization.factors
    reals = network.tensors.map { [Float](repeating: 0, count: $0.height * $0.width * $0.channels) }
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

  private mutating func store(_ values: Span<some FixedWidthInteger>, from start: Int) {
    guard let last = network.layers.last else { return }
    let inputScale = network.tensors[last.inputs[0]].scale
    for index in 0..<values.count {
      let scale = last.weightScales[(start + index) % last.weightScales.count]
      // The last layer has no ReLU, hence no factor.
      reals[last.output][start + index] = Float(values[index]) * inputScale * scale
    }
  }

  private mutating func store(_ values: Span<some FixedWidthInteger>, tensor index: Int) {
    let tensor = network.tensors[index]
    let factors = factors[index]
    for position in 0..<values.count {
      let real = tensor.scale * Float(Int32(values[position]) - tensor.zeroPoint)
      reals[index][position] = real / factors[position % factors.count]
    }
  }
}
