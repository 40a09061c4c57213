/// Convolution with zero-point padding: patches of four neighbouring outputs against two filters
/// at a time.
struct Convolution {
  let layer: IntegerLayer
  let kernel: KernelGeometry
  let input: UnsafeRawPointer
  let scratch: UnsafeMutableRawPointer

  /// Elements of a patch.
  private static func length(_ layer: IntegerLayer, _ kernel: KernelGeometry) -> Int {
    kernel.height &* kernel.width &* layer.input.channels
  }

  static func scratchBytes(_ layer: IntegerLayer, _ kernel: KernelGeometry) -> Int {
    PatchProduct.scratchBytes(layer, length: length(layer, kernel))
  }

  /// Computes one row of the output; place 0 of the sink is its first element.
  func compute(row: Int, into sink: AccumulatorSink) {
    let length = Self.length(layer, kernel)
    let product = PatchProduct(
      layer, length: length, scratch: scratch,
      taps: FilterTaps(
        first: 0, rows: 1, rowStride: 0, columns: 1, columnStride: 0, length: length),
      columnStep: 1)
    var column = 0
    while column < layer.output.width {
      let count = min(layer.output.width &- column, Patches.count)
      for place in 0..<Patches.count {
        // Where fewer than four are left, the last one is repeated and its sums are dropped.
        let end = gather(row, column &+ min(place, count &- 1), product.patches)
        product.patches.widenDraft(end, into: place)
      }
      product.compute(column, count, into: sink)
      column &+= count
    }
  }

  /// Copies what the output at (`row`, `column`) sees, and returns its bytes.
  private func gather(_ row: Int, _ column: Int, _ patches: Patches) -> Int {
    // Kernel columns that lie side by side in the input are copied together.
    let isDense = kernel.dilationWidth == 1
    let (runs, width) = isDense ? (1, kernel.width) : (kernel.width, 1)
    let pixel = layer.input.channels &* layer.input.elementType.byteCount
    let left = column &* kernel.strideWidth &- kernel.padLeft
    var place = 0
    for kernelRow in 0..<kernel.height {
      let inputRow =
        row &* kernel.strideHeight &- kernel.padTop &+ kernelRow &* kernel.dilationHeight
      let isInside = inputRow >= 0 && inputRow < layer.input.height
      for run in 0..<runs {
        let start = left &+ run &* kernel.dilationWidth
        let first = isInside ? min(max(0 &- start, 0), width) : width
        let last = max(min(layer.input.width &- start, width), first)
        place = patches.appendPadding(first &* pixel, at: place)
        if first < last {
          let source = (inputRow &* layer.input.width &+ start &+ first) &* pixel
          place = patches.append(input + source, (last &- first) &* pixel, at: place)
        }
        place = patches.appendPadding((width &- last) &* pixel, at: place)
      }
    }
    return place
  }
}
