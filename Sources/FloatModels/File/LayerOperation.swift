extension LayerDescription {
  /// The operation, or nil where its name is unknown or an attribute is missing.
  var value: Operation? {
    switch operation {
    case "dense": units.map { .dense(units: $0) }
    case "convolution": windowed(filters) { .convolution(filters: $0, $1) }
    case "transposed_convolution": windowed(filters) { .transposedConvolution(filters: $0, $1) }
    case "depthwise_convolution":
      windowed(multiplier) { .depthwiseConvolution(multiplier: $0, $1) }
    case "average_pool": window.map { .averagePool($0) }
    case "maximum_pool": window.map { .maximumPool($0) }
    case "mean": reducedAxes.map { .mean($0) }
    case "add": .add
    case "concatenate": onlyAxis.map { .concatenate($0) }
    case "reshape": shape.flatMap(Shape.init(sizes:)).map { .reshape($0) }
    case "pad": padded
    case "batch_norm": epsilon.map { .batchNorm(epsilon: $0) }
    case "relu": .relu
    case "relu6": .relu6
    case "logistic": .logistic
    case "tanh": .tanh
    case "softmax": .softmax
    default: nil
    }
  }

  private func windowed(
    _ number: Int?, _ operation: (Int, KernelWindow) -> Operation
  ) -> Operation? {
    guard let number, let window else { return nil }
    return operation(number, window)
  }

  private var window: KernelWindow? {
    guard let kernel, let stride else { return nil }
    var padding = KernelWindow.Padding.same
    if let sizes = self.padding {
      guard let edges = Edges(sizes: sizes) else { return nil }
      padding = .explicit(
        top: edges.top, bottom: edges.bottom, left: edges.left, right: edges.right)
    }
    return KernelWindow(
      height: kernel.height, width: kernel.width, strideHeight: stride.height,
      strideWidth: stride.width, dilationHeight: dilation?.height ?? 1,
      dilationWidth: dilation?.width ?? 1, padding: padding)
  }

  private var reducedAxes: ReducedAxes? {
    var reduced = ReducedAxes()
    for number in axes ?? [] {
      guard let axis = Axis(rawValue: number) else { return nil }
      reduced.insert(ReducedAxes(axis))
    }
    return reduced
  }

  private var onlyAxis: Axis? {
    guard let axes, axes.count == 1 else { return nil }
    return Axis(rawValue: axes[0])
  }

  private var padded: Operation? {
    guard let edges = padding.flatMap(Edges.init(sizes:)), let fill else { return nil }
    return .pad(edges, value: fill)
  }
}
