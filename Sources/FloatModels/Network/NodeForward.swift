import CFloatKernels

extension Node {
  /// The output for a batch of samples; the node's graph was checked.
  func forward(
    _ inputs: [(shape: Shape, values: [Float])], batch: Int, to output: Shape
  ) -> [Float] {
    if case .reshape = operation { return inputs[0].values }
    let count = batch * output.count
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      guard let y = buffer.baseAddress, count > 0 else { return }
      let (shape, x) = inputs[0]
      if let window = operation.window {
        return move(window, over: x, of: shape, into: y, batch: batch, to: output)
      }
      switch operation {
      case .dense(let units):
        ForwardPass.dense(
          x, weight: values("weight"), bias: values("bias"), into: y, batch: batch,
          inputs: shape.count, units: units)
      case .mean(let axes):
        ForwardPass.mean(x, over: axes, into: y, batch: batch, from: shape)
      case .add:
        y.update(from: x, count: count)
        cfk_add(inputs[1].values, y, count)
      case .concatenate(let axis):
        Rearrangement.concatenate(inputs, along: axis, into: y, batch: batch)
      case .pad(let edges, let value):
        Rearrangement.pad(
          x, with: value, edges: edges, into: y, batch: batch, from: shape, to: output)
      default:
        applyElementwise(x, into: y, rows: count / output.channels, channels: output.channels)
      }
    }
  }

  /// The operations that keep the shape.
  private func applyElementwise(
    _ x: [Float], into y: UnsafeMutablePointer<Float>, rows: Int, channels: Int
  ) {
    switch operation {
    case .batchNorm(let epsilon):
      ForwardPass.batchNorm(
        x, gamma: values("gamma"), beta: values("beta"), mean: values("mean"),
        variance: values("variance"), epsilon: epsilon, into: y, rows: rows)
    case .relu: ForwardPass.relu(x, into: y, count: x.count)
    case .relu6: cfk_relu6(x, y, x.count)
    case .logistic: cfk_logistic(x, y, x.count)
    case .tanh: cfk_tanh(x, y, x.count)
    case .softmax: cfk_softmax(x, y, rows, Int32(channels))
    default: preconditionFailure("\(operation.kind) does not keep the shape")
    }
  }

  /// The operations that have a window.
  private func move(
    _ window: KernelWindow, over x: [Float], of input: Shape,
    into y: UnsafeMutablePointer<Float>, batch: Int, to output: Shape
  ) {
    let onInput = ConvolutionGeometry(image: input, grid: output, window: window)
    switch operation {
    case .convolution:
      withColumns(onInput, batch: batch) { columns in
        ForwardPass.convolution(
          x, weight: values("weight"), bias: values("bias"), into: y, batch: batch,
          geometry: onInput, columns: columns)
      }
    case .transposedConvolution:
      transpose(
        x, into: y, batch: batch, ConvolutionGeometry(image: output, grid: input, window: window))
    case .depthwiseConvolution(let multiplier, _):
      ForwardPass.depthwiseConvolution(
        x, weight: values("weight"), bias: values("bias"), into: y, batch: batch,
        multiplier: multiplier, geometry: onInput)
    case .averagePool: cfk_average_pool(x, y, Int32(batch), onInput.c)
    case .maximumPool: ForwardPass.maximumPool(x, into: y, batch: batch, geometry: onInput)
    default: preconditionFailure("\(operation.kind) has no window")
    }
  }

  private func transpose(
    _ x: [Float], into y: UnsafeMutablePointer<Float>, batch: Int, _ geometry: ConvolutionGeometry
  ) {
    let weight = values("weight")
    var arranged = [Float](repeating: 0, count: weight.count)
    TransposedWeights.arranged(
      weight, into: &arranged, filters: geometry.image.channels, taps: geometry.window.taps,
      channels: geometry.grid.channels)
    withColumns(geometry, batch: batch) { columns in
      ForwardPass.transposedConvolution(
        x, weight: arranged, bias: values("bias"), into: y, batch: batch, geometry: geometry,
        columns: columns)
    }
  }

  private func withColumns(
    _ geometry: ConvolutionGeometry, batch: Int, _ body: (UnsafeMutablePointer<Float>) -> Void
  ) {
    withUnsafeTemporaryAllocation(
      of: Float.self, capacity: geometry.columnCount(batch: batch)
    ) { buffer in
      if let columns = buffer.baseAddress { body(columns) }
    }
  }

  /// A parameter of a checked node.
  private func values(_ role: String) -> [Float] { parameters[role]?.values ?? [] }
}
