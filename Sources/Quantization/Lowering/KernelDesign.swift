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

  /// What about the window the device has no kernel for; nil where it has one.
  var kernelProblem: String? {
    guard let window = operation.window, let kernel else { return nil }
    let (most, longest) = (ModelLimits.kernel, ModelLimits.stride)
    if max(kernel.height, kernel.width) > most {
      return "a window of \(kernel.height) × \(kernel.width); up to \(most) × \(most) fit"
    }
    if max(kernel.strideHeight, kernel.strideWidth) > longest {
      return "strides of \(kernel.strideHeight) and \(kernel.strideWidth); up to \(longest) fit"
    }
    let isPool = !isLinear
    let dilation = max(kernel.dilationHeight, kernel.dilationWidth)
    if dilation > (isPool ? 1 : longest) {
      return isPool ? "a pool with dilation" : "a dilation of \(dilation); up to \(longest) fit"
    }
    if kernel.padTop >= window.spanHeight || kernel.padLeft >= window.spanWidth {
      return "padding of \(kernel.padTop) rows and \(kernel.padLeft) columns, as wide as its window"
    }
    let (rows, columns) = (
      seesInput(kernel.strideHeight, kernel.padTop, window.spanHeight, \.height),
      seesInput(kernel.strideWidth, kernel.padLeft, window.spanWidth, \.width)
    )
    return rows && columns ? nil : "outputs that see nothing but padding"
  }

  /// Whether the last output along an axis still sees a part of the input; behind the last input of a
  /// transposed convolution there may be a stride's rest.
  private func seesInput(
    _ stride: Int, _ pad: Int, _ span: Int, _ size: KeyPath<Shape, Int>
  ) -> Bool {
    let (last, outputs) = (inputShape[keyPath: size] - 1, outputShape[keyPath: size])
    if case .transposedConvolution = operation {
      return outputs <= last * stride + max(span, stride) - pad
    }
    return outputs <= (last + pad) / stride + 1
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
