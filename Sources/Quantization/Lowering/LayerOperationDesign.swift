import EdgeRuntime
import FloatModels

extension FusedLayer {
  /// The operation with TensorFlow's SAME padding written out.
  var integerOperation: IntegerOperation {
    switch operation {
    case .convolution(_, let kernel, let stride):
      .convolution(
        KernelGeometry(
          height: kernel, width: kernel, strideHeight: stride, strideWidth: stride,
          padTop: Self.padding(outputShape.height, inputShape.height, kernel, stride),
          padLeft: Self.padding(outputShape.width, inputShape.width, kernel, stride)))
    case .transposedConvolution(_, let kernel, let stride):
      // The gradient of a convolution from the (larger) output to the input: its padding.
      .transposedConvolution(
        KernelGeometry(
          height: kernel, width: kernel, strideHeight: stride, strideWidth: stride,
          padTop: Self.padding(inputShape.height, outputShape.height, kernel, stride),
          padLeft: Self.padding(inputShape.width, outputShape.width, kernel, stride)))
    case .dense, .batchNorm, .relu: .fullyConnected
    }
  }

  /// Zeros before the first element; the rest of the total lies behind the last one.
  private static func padding(_ small: Int, _ large: Int, _ kernel: Int, _ stride: Int) -> Int {
    max((small - 1) * stride + kernel - large, 0) / 2
  }
}
