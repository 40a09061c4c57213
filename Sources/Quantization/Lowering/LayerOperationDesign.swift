import FloatModels

extension FusedLayer {
  /// The operation with TensorFlow's SAME padding written out.
  var integerOperation: LayerOperation {
    switch operation {
    case .convolution(_, let window):
      .convolution(
        kernelHeight: window.height, kernelWidth: window.width, stride: window.strideHeight,
        padTop: window.edges(image: inputShape, grid: outputShape).top,
        padLeft: window.edges(image: inputShape, grid: outputShape).left)
    case .transposedConvolution(_, let window):
      // The gradient of a convolution from the (larger) output to the input: its padding.
      .transposedConvolution(
        kernelHeight: window.height, kernelWidth: window.width, stride: window.strideHeight,
        padTop: window.edges(image: outputShape, grid: inputShape).top,
        padLeft: window.edges(image: outputShape, grid: inputShape).left)
    default: .fullyConnected
    }
  }
}
