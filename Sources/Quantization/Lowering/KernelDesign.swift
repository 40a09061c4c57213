import EdgeRuntime
import FloatModels

extension FusedLayer {
  /// The kernel of an operation that has a window, its padding in numbers.
  var kernel: KernelGeometry? {
    guard let window = operation.window else { return nil }
    var (image, grid) = (inputShape, outputShape)
    // The gradient of a convolution from the (larger) output to the input: its padding.
    if case .transposedConvolution = operation { swap(&image, &grid) }
    let edges = window.edges(image: image, grid: grid)
    return KernelGeometry(
      height: window.height, width: window.width, strideHeight: window.strideHeight,
      strideWidth: window.strideWidth, dilationHeight: window.dilationHeight,
      dilationWidth: window.dilationWidth, padTop: edges.top, padLeft: edges.left)
  }

  /// What the integer runtime calls a linear layer.
  var linearOperation: IntegerOperation {
    switch (operation, kernel) {
    case (.convolution, let kernel?): .convolution(kernel)
    case (.transposedConvolution, let kernel?): .transposedConvolution(kernel)
    case (.depthwiseConvolution, let kernel?): .depthwiseConvolution(kernel)
    default: .fullyConnected
    }
  }
}
