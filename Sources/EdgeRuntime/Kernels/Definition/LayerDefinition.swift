/// What each layer computes, written as plainly as it can be said. Nothing runs it in production:
/// it is what every fast kernel is compared with, bit for bit, and stays for ever.
///
/// Source of the arithmetic: TensorFlow Lite's reference kernels for int8 with per-channel weights.
public enum LayerDefinition {
  /// Accumulators of all outputs, bias included, in output order.
  ///
  /// - Parameters:
  ///   - input: `layer.input.count` elements.
  ///   - accumulators: room for `layer.output.count`.
  public static func accumulate(
    _ layer: IntegerLayer, input: UnsafePointer<Int8>,
    into accumulators: UnsafeMutablePointer<Int32>
  ) {
    for index in 0..<layer.output.count {
      let channel = index % layer.output.channels
      let place = index / layer.output.channels
      let (row, column) = (place / layer.output.width, place % layer.output.width)
      let sum =
        switch layer.operation {
        case .fullyConnected: fullyConnected(layer, input, channel)
        case .convolution(let kernel): convolution(layer, kernel, input, row, column, channel)
        case .transposedConvolution(let kernel):
          transposedConvolution(layer, kernel, input, row, column, channel)
        default: Int32(0)
        }
      accumulators[index] = Int32(narrowing: layer.bias(channel)) +% sum
    }
  }

  /// An accumulator of output channel `channel` as the int8 that the next layer reads.
  public static func output(
    _ layer: IntegerLayer, accumulator: Int32, channel: Int
  ) -> Int8 {
    let value = Int64(widening: layer.requantizers[channel].requantize(accumulator))
    let shifted = value + Int64(widening: layer.output.zeroPoint)
    let (low, high) = (Int64(widening: layer.clampMin), Int64(widening: layer.clampMax))
    return Int8(narrowing: min(max(shifted, low), high))
  }

  /// Σᵢ weight(channel, i) · (input(i) - zero point).
  private static func fullyConnected(
    _ layer: IntegerLayer, _ input: UnsafePointer<Int8>, _ channel: Int
  ) -> Int32 {
    var sum: Int32 = 0
    for index in 0..<layer.input.count {
      let value = Int32(input[index]) - layer.input.zeroPoint
      sum +%= value
        *% Int32(
          layer.weights.load(fromByteOffset: channel * layer.input.count + index, as: Int8.self))
    }
    return sum
  }

  /// Σ over the kernel of weight · (input at `output · stride - pad + kernel` - zero point); what
  /// lies outside the input counts as zero.
  private static func convolution(
    _ layer: IntegerLayer, _ kernel: KernelGeometry, _ input: UnsafePointer<Int8>, _ row: Int,
    _ column: Int, _ channel: Int
  ) -> Int32 {
    var sum: Int32 = 0
    for kernelRow in 0..<kernel.height {
      for kernelColumn in 0..<kernel.width {
        sum
          +%= products(
            layer, kernel, input, row * kernel.strideHeight - kernel.padTop + kernelRow,
            column * kernel.strideWidth - kernel.padLeft + kernelColumn, kernelRow, kernelColumn,
            channel
          )
      }
    }
    return sum
  }

  /// Σ over the kernel elements for which `output + pad - kernel` is a multiple of the stride, of
  /// weight · (input at that multiple - zero point).
  private static func transposedConvolution(
    _ layer: IntegerLayer, _ kernel: KernelGeometry, _ input: UnsafePointer<Int8>, _ row: Int,
    _ column: Int, _ channel: Int
  ) -> Int32 {
    var sum: Int32 = 0
    for kernelRow in 0..<kernel.height {
      let fromTop = row + kernel.padTop - kernelRow
      guard fromTop % kernel.strideHeight == 0 else { continue }
      for kernelColumn in 0..<kernel.width {
        let fromLeft = column + kernel.padLeft - kernelColumn
        guard fromLeft % kernel.strideWidth == 0 else { continue }
        sum
          +%= products(
            layer, kernel, input, fromTop / kernel.strideHeight, fromLeft / kernel.strideWidth,
            kernelRow,
            kernelColumn, channel)
      }
    }
    return sum
  }

  /// Σ over the channels at one input position and one kernel element.
  private static func products(
    _ layer: IntegerLayer, _ kernel: KernelGeometry, _ input: UnsafePointer<Int8>, _ row: Int,
    _ column: Int, _ kernelRow: Int, _ kernelColumn: Int, _ channel: Int
  ) -> Int32 {
    guard row >= 0, row < layer.input.height, column >= 0, column < layer.input.width else {
      return 0
    }
    let channels = layer.input.channels
    let source = input + (row * layer.input.width + column) * channels
    let element = (channel * kernel.height + kernelRow) * kernel.width + kernelColumn
    let weights = layer.weights.assumingMemoryBound(to: Int8.self) + element * channels
    var sum: Int32 = 0
    for index in 0..<channels {
      sum +%= (Int32(source[index]) - layer.input.zeroPoint) *% Int32(weights[index])
    }
    return sum
  }
}
