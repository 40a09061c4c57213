/// Transposed convolution without multiplying the zeros that its stride puts between the inputs.
///
/// Output y sees input i through kernel element k where `y + pad = i · stride + k`. Outputs whose
/// `y + pad` leave the same remainder by the stride (a phase) use the same kernel elements: each
/// phase is an ordinary convolution with stride 1 and a part of the kernel, computed like one.
struct TransposedConvolution {
  let layer: IntegerLayer
  let kernel: KernelGeometry
  let input: UnsafePointer<Int8>
  let scratch: UnsafeMutableRawPointer

  /// Most kernel elements that an output sees.
  static func tapLimit(_ kernel: KernelGeometry) -> Int {
    let rows = (kernel.height + kernel.strideHeight - 1) / kernel.strideHeight
    return rows * ((kernel.width + kernel.strideWidth - 1) / kernel.strideWidth)
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
    let rows = taps(
      at: row &+ kernel.padTop, kernelSize: kernel.height, stride: kernel.strideHeight)
    for phase in 0..<min(kernel.strideWidth, layer.output.width) {
      let columns = taps(
        at: phase &+ kernel.padLeft, kernelSize: kernel.width, stride: kernel.strideWidth)
      let length = rows.count &* columns.count &* Patches.padded(layer.input.channels)
      let patches = Patches(length: length, zeroPoint: layer.input.zeroPoint, scratch: scratch)
      let product = product(of: patches, rows, columns)
      var column = phase
      while column < layer.output.width {
        let left = (layer.output.width &- column &+ kernel.strideWidth &- 1) / kernel.strideWidth
        let count = min(left, Patches.count)
        for place in 0..<Patches.count {
          let own = column &+ min(place, count &- 1) &* kernel.strideWidth
          gather(row, own, rows, columns, patches)
          patches.widenDraft(length, into: place)
        }
        product.compute(column, count, into: sink)
        column &+= count &* kernel.strideWidth
      }
    }
  }

  /// Copies what the output at (`row`, `column`) sees, one padded run of channels a tap.
  @inline(never)
  private func gather(
    _ row: Int, _ column: Int, _ rows: Taps, _ columns: Taps, _ patches: Patches
  ) {
    let channels = layer.input.channels
    let padding = Patches.padded(channels) &- channels
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
          place = patches.appendPadding(channels &+ padding, at: place)
          continue
        }
        let start = (inputRow &* layer.input.width &+ inputColumn) &* channels
        place = patches.append(input + start, channels, at: place)
        place = patches.appendPadding(padding, at: place)
      }
    }
  }

  /// The kernel elements of a phase against its patches.
  private func product(of patches: Patches, _ rows: Taps, _ columns: Taps) -> PatchProduct {
    let channels = layer.input.channels
    return PatchProduct(
      layer: layer, patches: patches,
      filterLength: kernel.height &* kernel.width &* channels,
      firstTap: (rows.first &* kernel.width &+ columns.first) &* channels, rowTaps: rows.count,
      rowStride: kernel.strideHeight &* kernel.width &* channels, columnTaps: columns.count,
      columnStride: kernel.strideWidth &* channels, tapLength: channels,
      columnStep: kernel.strideWidth)
  }
}
