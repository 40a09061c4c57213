/// What each layer computes, written as plainly as it can be said. Nothing runs it in production:
/// it is what every fast kernel is compared with, bit for bit, and stays for ever.
///
/// Source of the arithmetic: TensorFlow Lite's reference kernels for int8 and int16.
public enum LayerDefinition {
  /// Output of a layer.
  ///
  /// - Parameters:
  ///   - inputs: the elements of the tensors it reads.
  ///   - target: room for `layer.output.byteCount`.
  public static func compute(
    _ layer: IntegerLayer, inputs: LayerInputs, into target: UnsafeMutableRawPointer
  ) {
    for index in 0..<layer.output.count {
      let value = element(Place(index, in: layer.output), of: layer, inputs)
      layer.output.store(value, at: index, of: target)
    }
  }

  /// Accumulators of all outputs of a layer with weights, bias included, in output order.
  ///
  /// - Parameters:
  ///   - input: the elements of the tensor it reads.
  ///   - accumulators: room for `layer.output.count`.
  public static func accumulate(
    _ layer: IntegerLayer, input: UnsafeRawPointer, into accumulators: UnsafeMutablePointer<Int64>
  ) {
    for index in 0..<layer.output.count {
      accumulators[index] = sum(Place(index, in: layer.output), of: layer, input)
    }
  }

  /// An accumulator of output channel `channel` as the integer that the next layer reads.
  public static func output(_ layer: IntegerLayer, accumulator: Int64, channel: Int) -> Int32 {
    let requantizer = layer.requantizers[channel]
    return clamped(
      layer.hasWideAccumulators
        ? requantizer.requantize(accumulator)
        : requantizer.requantize(Int32(narrowing: accumulator)), layer)
  }

  /// A result, its zero point not yet added, within the layer's limits.
  static func clamped(_ value: Int32, _ layer: IntegerLayer) -> Int32 {
    let shifted = Int64(widening: value) + Int64(widening: layer.output.zeroPoint)
    let (low, high) = (Int64(widening: layer.clampMin), Int64(widening: layer.clampMax))
    return Int32(narrowing: min(max(shifted, low), high))
  }

  /// A place of a tensor, in or outside it.
  struct Place {
    var row: Int
    var column: Int
    var channel: Int

    init(_ row: Int, _ column: Int, _ channel: Int) {
      (self.row, self.column, self.channel) = (row, column, channel)
    }

    /// The place of element `index`.
    init(_ index: Int, in tensor: IntegerTensor) {
      let pixel = index / tensor.channels
      self.init(pixel / tensor.width, pixel % tensor.width, index % tensor.channels)
    }
  }

  /// Where the element of a place stands among all of a tensor.
  static func index(of place: Place, in tensor: IntegerTensor) -> Int {
    (place.row * tensor.width + place.column) * tensor.channels + place.channel
  }

  /// The element at a place of a tensor.
  static func value(
    _ place: Place, of tensor: IntegerTensor, _ memory: UnsafeRawPointer
  ) -> Int32 {
    tensor.value(at: index(of: place, in: tensor), of: memory)
  }

  /// The element at a place, or nil outside.
  static func element(
    _ place: Place, of tensor: IntegerTensor, _ memory: UnsafeRawPointer
  ) -> Int32? {
    guard (0..<tensor.height).contains(place.row), (0..<tensor.width).contains(place.column),
      (0..<tensor.channels).contains(place.channel)
    else { return nil }
    return value(place, of: tensor, memory)
  }

  /// What stands at a place of the output.
  private static func element(
    _ place: Place, of layer: IntegerLayer, _ inputs: LayerInputs
  ) -> Int32 {
    switch layer.operation {
    case .fullyConnected, .convolution, .transposedConvolution, .depthwiseConvolution:
      output(layer, accumulator: sum(place, of: layer, inputs[0]), channel: place.channel)
    case .averagePool(let kernel): average(kernel, place, layer, inputs[0])
    case .maximumPool(let kernel): largest(kernel, place, layer, inputs[0])
    case .mean(let axes): mean(axes, place, layer, inputs[0])
    case .add: added(place, layer, inputs)
    case .concatenate(let axis): concatenated(axis, place, layer, inputs)
    case .pad(let top, let left, let fill):
      element(
        Place(place.row - top, place.column - left, place.channel), of: layer.input, inputs[0])
        ?? fill
    case .copy: layer.input.value(at: index(of: place, in: layer.output), of: inputs[0])
    case .rescale: rescaled(value(place, of: layer.input, inputs[0]), layer)
    case .lookup: looked(up: value(place, of: layer.input, inputs[0]), layer)
    case .logistic: logistic(value(place, of: layer.input, inputs[0]), layer)
    case .tanh: tanh(value(place, of: layer.input, inputs[0]), layer)
    case .softmax: softmax(place, layer, inputs[0])
    }
  }
}
