/// Kernels against the shapes that they meet.
extension IntegerNetwork {
  /// Checks a layer with weights and returns how many its shapes need.
  func checkLinear(
    _ at: Int, _ input: IntegerTensor, _ output: IntegerTensor
  ) throws(ModelError) -> Int64 {
    typealias Record = ModelFile.Layer
    let kind = kind(at)
    if kind == .fullyConnected {
      try bytes.expect(
        "rows and columns of a vector", Int64(widening: output.height * output.width), at: at,
        in: 1...1)
      // Both counts are at most 2²⁰.
      return Int64(widening: input.count) * Int64(widening: output.channels)
    }
    let (height, width) = try checkKernel(at, input, output)
    if kind == .depthwiseConvolution {
      try bytes.expect(
        "rest of the output's channels by the input's",
        Int64(widening: output.channels % input.channels), at: at, in: 0...0)
      return Int64(widening: height * width) * Int64(widening: output.channels)
    }
    let patch = Int64(widening: input.channels) * Int64(widening: height * width)
    try bytes.expect(
      "elements that an output sees", patch, at: at + Record.kernelHeight,
      in: 1...Int64(widening: ModelLimits.patch))
    return Int64(widening: output.channels) * patch
  }

  /// Checks a pool: every window holds at least one element.
  func checkPool(
    _ at: Int, _ input: IntegerTensor, _ output: IntegerTensor
  ) throws(ModelError) {
    try bytes.expect(
      "channels of a pool's output", Int64(widening: output.channels), at: at,
      in: Int64(widening: input.channels)...Int64(widening: input.channels))
    try expectType(of: output, like: input, at)
    _ = try checkKernel(at, input, output)
  }

  private func checkKernel(
    _ at: Int, _ input: IntegerTensor, _ output: IntegerTensor
  ) throws(ModelError) -> (height: Int, width: Int) {
    typealias Record = ModelFile.Layer
    let kernels = 1...Int64(widening: ModelLimits.kernel)
    let height = try bytes.expect("kernel height", at: at + Record.kernelHeight, in: kernels)
    let width = try bytes.expect("kernel width", at: at + Record.kernelWidth, in: kernels)
    try checkAxis(
      at,
      Axis(strideAt: Record.strideHeight, dilationAt: Record.dilationHeight, padAt: Record.padTop),
      kernel: height, input.height, output.height)
    try checkAxis(
      at,
      Axis(strideAt: Record.strideWidth, dilationAt: Record.dilationWidth, padAt: Record.padLeft),
      kernel: width, input.width, output.width)
    return (height, width)
  }

  /// Where a layer's record has the numbers of an axis.
  private struct Axis {
    let strideAt: Int
    let dilationAt: Int
    let padAt: Int
  }

  /// Checks along one axis that the output's last element still sees a part of the input.
  private func checkAxis(
    _ at: Int, _ axis: Axis, kernel: Int, _ input: Int, _ output: Int
  ) throws(ModelError) {
    let strides = 1...Int64(widening: ModelLimits.stride)
    let stride = Int64(widening: try bytes.expect("stride", at: at + axis.strideAt, in: strides))
    let kind = kind(at)
    let isDilated = kind == .convolution || kind == .depthwiseConvolution
    let dilation = Int64(
      widening: try bytes.expect(
        "dilation", at: at + axis.dilationAt, in: isDilated ? strides : 1...1))
    // At most 64 · 16.
    let extent = dilation * Int64(widening: kernel - 1) + 1
    let pad = Int64(
      widening: try bytes.expect("padding", at: at + axis.padAt, in: 0...extent - 1))
    let last = Int64(widening: input) - 1
    let longest =
      kind == .transposedConvolution
      ? last * stride + max(extent, stride) - pad : (last + pad) / stride + 1
    guard longest >= 1, Int64(widening: output) <= longest else {
      throw ModelError(
        .invalid, "output size of a kernel", offset: at + axis.padAt,
        found: Int64(widening: output), allowed: 1...max(longest, 1))
    }
  }
}
