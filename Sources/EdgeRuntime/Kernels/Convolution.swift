/// Convolution with zero-point padding: patches of four neighbouring outputs against two filters
/// at a time.
struct Convolution {
  let layer: IntegerLayer
  let kernel: KernelGeometry
  let input: UnsafePointer<Int8>
  let scratch: UnsafeMutableRawPointer

  /// Elements of a patch, and of a filter.
  private var length: Int { kernel.height &* kernel.width &* layer.input.channels }

  /// Computes one row of the output; place 0 of the sink is its first element.
  func compute(row: Int, into sink: AccumulatorSink) {
    let patches = Patches(length: length, zeroPoint: layer.input.zeroPoint, scratch: scratch)
    let product = PatchProduct(
      layer: layer, patches: patches, filterLength: length, firstTap: 0, rowTaps: 1, rowStride: 0,
      columnTaps: 1, columnStride: 0, tapLength: length, columnStep: 1)
    var column = 0
    while column < layer.output.width {
      let count = min(layer.output.width &- column, Patches.count)
      for place in 0..<Patches.count {
        // Where fewer than four are left, the last one is repeated and its sums are dropped.
        gather(row, column &+ min(place, count &- 1), patches)
        patches.widenDraft(length, into: place)
      }
      product.compute(column, count, into: sink)
      column &+= count
    }
  }

  /// Copies what the output at (`row`, `column`) sees.
  private func gather(_ row: Int, _ column: Int, _ patches: Patches) {
    let channels = layer.input.channels
    let left = column &* kernel.strideWidth &- kernel.padLeft
    let first = min(max(0 &- left, 0), kernel.width)
    let last = max(min(layer.input.width &- left, kernel.width), first)
    var place = 0
    for kernelRow in 0..<kernel.height {
      let inputRow = row &* kernel.strideHeight &- kernel.padTop &+ kernelRow
      if inputRow < 0 || inputRow >= layer.input.height || first == last {
        place = patches.appendPadding(kernel.width &* channels, at: place)
        continue
      }
      let start = (inputRow &* layer.input.width &+ left &+ first) &* channels
      place = patches.appendPadding(first &* channels, at: place)
      place = patches.append(input + start, (last &- first) &* channels, at: place)
      place = patches.appendPadding((kernel.width &- last) &* channels, at: place)
    }
  }
}
