/// What rounded weights add to a layer's output on average, and the bias that takes it away again.
///
/// Source: Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction"
/// (2019), section 4.2: E[ỹ] - E[y] = Σ (w̃ - w) · E[x], with the inputs' means as measured.
enum MeanShift {
  /// The layer's biases, each less what the rounding of its weights adds on average.
  ///
  /// - Parameters:
  ///   - grid: of the integers that the weights become.
  ///   - scales: real value of one step, by output channel.
  ///   - means: E[x] of each channel of the layer's input. Padding is taken for zero, as it is, only
  ///     in so far as it lowers the mean: edges of an image are corrected as its middle is.
  static func correctedBias(
    _ layer: FusedLayer, grid: WeightGrid, scales: [Float], means: [Double]
  ) -> [Float] {
    // An output of a transposed convolution meets the taps of one phase of its stride alone.
    var phases = 1.0
    if case .transposedConvolution(_, let window) = layer.operation {
      phases = Double(window.strideHeight * window.strideWidth)
    }
    return (0..<layer.outputs).map { channel in
      var shift = 0.0
      for position in 0..<layer.fanIn {
        let weight = layer.weight[layer.place(channel: channel, position)]
        let rounded =
          Double(grid.quantize(weight, scale: scales[channel])) * Double(scales[channel])
        let mean = means[layer.inputChannel(channel: channel, position) % means.count]
        shift += (rounded - Double(weight)) * mean
      }
      return Float(Double(layer.bias[channel]) - shift / phases)
    }
  }
}
