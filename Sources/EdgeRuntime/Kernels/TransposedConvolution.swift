/// Transposed convolution without multiplying the zeros that its stride puts between the inputs.
///
/// Output y sees input i through kernel element k where `y + pad = i · stride + k`. Outputs whose
/// `y + pad` leave the same remainder by the stride (a phase) use the same kernel elements: each
/// phase is an ordinary convolution with stride 1 and a part of the kernel, computed like one.
struct TransposedConvolution {
  let layer: IntegerLayer
  let kernel: KernelGeometry
  let input: UnsafeRawPointer
  let scratch: UnsafeMutableRawPointer

  /// Most kernel elements that an output sees.
  private static func tapLimit(_ kernel: KernelGeometry) -> Int {
    let rows = (kernel.height + kernel.strideHeight - 1) / kernel.strideHeight
    return rows * ((kernel.width + kernel.strideWidth - 1) / kernel.strideWidth)
  }

  static func scratchBytes(_ layer: IntegerLayer, _ kernel: KernelGeometry) -> Int {
    PatchProduct.scratchBytes(
      layer, length: tapLimit(kernel) * Patches.padded(layer.input.channels))
  }

  /// Kernel elements along one axis that a phase uses, and how they meet the input.
  private struct Taps {
    /// The first; the others follow `stride` apart.
    let first: Int
    let count: Int
  }

  private func taps(at place: Int, kernelSize: Int, stride: Int) -> Taps {
    let first = place % stride
    return Taps(first: first, count: max((kernelSize &- first &+ stride &- 1) / stride, 0))
  }

  /// Computes one row of the output; place 0 of the sink is its first element.
  func compute(row: Int, into sink: AccumulatorSink) {
    let stride = kernel.strideWidth
    let rows = taps(
      at: row &+ kernel.padTop, kernelSize: kernel.height, stride: kernel.strideHeight)
    for phase in 0..<min(stride, layer.output.width) {
      let columns = taps(at: phase &+ kernel.padLeft, kernelSize: kernel.width, stride: stride)
      let product = product(rows, columns)
      var column = phase
      while column < layer.output.width {
        let left = (layer.output.width &- column &+ stride &- 1) / stride
        let count = min(left, Patches.count)
        for place in 0..<Patches.count {
          let own = column &+ min(place, count &- 1) &* stride
          let end = gather(row, own, rows, columns, product.patches)
          product.patches.widenDraft(end, into: place)
        }
        product.compute(column, count, into: sink)
        column &+= count &* stride
      }
    }
  }

  /// Copies what the output at (`row`, `column`) sees, one padded run of channels a tap, and returns
  /// its bytes.
  @inline(never)
  private func gather(
    _ row: Int, _ column: Int, _ rows: Taps, _ columns: Taps, _ patches: Patches
  ) -> Int {
    let width = layer.input.elementType.byteCount
    let pixel = layer.input.channels &* width
    let padding = Patches.padded(layer.input.channels) &* width &- pixel
    let top = (row &+ kernel.padTop &- rows.first) / kernel.strideHeight
    let left = (column &+ kernel.padLeft &- columns.first) / kernel.strideWidth
    var place = 0
    for rowTap in 0..<rows.count {
      let inputRow = top &- rowTap
      for columnTap in 0..<columns.count {
        let inputColumn = left &- columnTap
        if inputRow < 0 || inputRow >= layer.input.height || inputColumn < 0
          || inputColumn >= layer.input.width
        {
          place = patches.appendPadding(pixel &+ padding, at: place)
          continue
        }
        let start = (inputRow &* layer.input.width &+ inputColumn) &* pixel
        place = patches.append(input + start, pixel, at: place)
        place = patches.appendPadding(padding, at: place)
      }
    }
    return place
  }

  /// The kernel elements of a phase against its patches.
  private func product(_ rows: Taps, _ columns: Taps) -> PatchProduct {
    let channels = layer.input.channels
    return PatchProduct(
      layer, length: rows.count &* columns.count &* Patches.padded(channels), scratch: scratch,
      taps: FilterTaps(
        first: (rows.first &* kernel.width &+ columns.first) &* channels, rows: rows.count,
        rowStride: kernel.strideHeight &* kernel.width &* channels, columns: columns.count,
        columnStride: kernel.strideWidth &* channels, length: channels),
      columnStep: kernel.strideWidth)
  }
}
