import CFloatKernels

/// The operations on a batch of samples, in evaluation mode; training shares the linear ones.
package enum ForwardPass {
  /// `y[s] = W x[s] + b`; `weight` is `units × inputs`.
  package static func dense(
    _ x: UnsafePointer<Float>, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, batch: Int, inputs: Int, units: Int
  ) {
    MatrixProduct.multiply(x, weight, transposingB: true, into: y, m: batch, n: units, k: inputs)
    cfk_add_bias(y, bias, Int32(batch), Int32(units))
  }

  /// `weight` is OHWI; `columns` has room for `geometry.columnCount(batch:)` floats.
  package static func convolution(
    _ x: UnsafePointer<Float>, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, batch: Int, geometry: ConvolutionGeometry,
    columns: UnsafeMutablePointer<Float>
  ) {
    let filters = geometry.grid.channels
    geometry.forEachBlock(of: batch) { first, samples in
      geometry.gather(x + first * geometry.image.count, into: columns, samples: samples)
      MatrixProduct.multiply(
        columns, weight, transposingB: true, into: y + first * geometry.grid.count,
        m: samples * geometry.positions, n: filters, k: geometry.taps)
    }
    cfk_add_bias(y, bias, Int32(batch * geometry.positions), Int32(filters))
  }

  /// `weight` is as `TransposedWeights` arranges it; `columns` as for `convolution`.
  package static func transposedConvolution(
    _ x: UnsafePointer<Float>, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, batch: Int, geometry: ConvolutionGeometry,
    columns: UnsafeMutablePointer<Float>
  ) {
    let image = geometry.image
    y.update(repeating: 0, count: batch * image.count)
    geometry.forEachBlock(of: batch) { first, samples in
      MatrixProduct.multiply(
        x + first * geometry.grid.count, weight, transposingB: true, into: columns,
        m: samples * geometry.positions, n: geometry.taps, k: geometry.grid.channels)
      geometry.scatter(columns, into: y + first * image.count, samples: samples)
    }
    cfk_add_bias(y, bias, Int32(batch * image.height * image.width), Int32(image.channels))
  }

  /// `weight` is `kernel height × kernel width × channels · multiplier`.
  static func depthwiseConvolution(
    _ x: UnsafePointer<Float>, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, batch: Int, multiplier: Int, geometry: ConvolutionGeometry
  ) {
    cfk_depthwise(x, weight, bias, y, Int32(batch), Int32(multiplier), geometry.c)
  }

  /// The largest value of each channel in each window.
  package static func maximumPool(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, batch: Int,
    geometry: ConvolutionGeometry
  ) {
    cfk_maximum_pool(x, y, Int32(batch), geometry.c)
  }

  /// Means over rows and columns, then over channels, each in Double: all have as many terms.
  package static func mean(
    _ x: UnsafePointer<Float>, over axes: ReducedAxes, into y: UnsafeMutablePointer<Float>,
    batch: Int, from input: Shape
  ) {
    let window = KernelWindow(
      height: axes.contains(.rows) ? input.height : 1,
      width: axes.contains(.columns) ? input.width : 1, padding: .valid)
    let grid = Shape(
      height: input.height - window.height + 1, width: input.width - window.width + 1,
      channels: input.channels)
    let geometry = ConvolutionGeometry(image: input, grid: grid, window: window)
    guard axes.contains(.channels) else {
      return cfk_average_pool(x, y, Int32(batch), geometry.c)
    }
    let means = [Float](unsafeUninitializedCapacity: batch * grid.count) { buffer, count in
      count = batch * grid.count
      guard let means = buffer.baseAddress else { return }
      cfk_average_pool(x, means, Int32(batch), geometry.c)
    }
    cfk_mean_of_channels(means, y, batch * grid.height * grid.width, Int32(grid.channels))
  }

  /// `y = gamma (x - mean) / sqrt(variance + epsilon) + beta` with the *running* statistics, so
  /// that a sample's result does not depend on its neighbours in the batch.
  package static func batchNorm(
    _ x: UnsafePointer<Float>, gamma: [Float], beta: [Float], mean: [Float], variance: [Float],
    epsilon: Float, into y: UnsafeMutablePointer<Float>, rows: Int
  ) {
    let channels = gamma.count
    let scale = (0..<channels).map { gamma[$0] / (variance[$0] + epsilon).squareRoot() }
    let shift = (0..<channels).map { beta[$0] - mean[$0] * scale[$0] }
    cfk_scale_and_shift(x, scale, shift, y, Int32(rows), Int32(channels))
  }

  /// `y = max(x, 0)`.
  package static func relu(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    cfk_relu(x, y, count)
  }
}
