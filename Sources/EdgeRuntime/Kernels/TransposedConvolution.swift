import CEdgeSIMD

/// Transposed convolution without multiplying the zeros that its stride puts between the inputs.
///
/// Output y sees input i through kernel element k where `y + pad = i · stride + k`. Outputs whose
/// `y + pad` leave the same remainder by the stride (a phase) use the same kernel elements: each
/// phase is an ordinary convolution with stride 1 and a part of the kernel, computed like one.
struct TransposedConvolution {
  private let input: KernelInput
  private let kernel: KernelGeometry
  private let outputWidth: Int
  private let outputChannels: Int
  private let product: PatchProduct

  /// Most kernel elements that an output sees.
  private static func tapLimit(_ kernel: KernelGeometry) -> Int {
    let rows = (kernel.height + kernel.strideHeight - 1) / kernel.strideHeight
    return rows * ((kernel.width + kernel.strideWidth - 1) / kernel.strideWidth)
  }

  /// Elements of the largest patches.
  private static func length(_ layer: IntegerLayer, _ kernel: KernelGeometry) -> Int {
    tapLimit(kernel) * Patches.padded(layer.input.channels)
  }

  static func scratchBytes(_ layer: IntegerLayer, _ kernel: KernelGeometry) -> Int {
    PatchProduct.scratchBytes(layer, length: length(layer, kernel))
  }

  init(
    _ layer: IntegerLayer, _ kernel: KernelGeometry, input: UnsafeRawPointer,
    scratch: UnsafeMutableRawPointer
  ) {
    self.input = KernelInput(layer.input, at: input)
    self.kernel = kernel
    outputWidth = layer.output.width
    outputChannels = layer.output.channels
    product = PatchProduct(layer, length: Self.length(layer, kernel), scratch: scratch)
  }

  /// Kernel elements along one axis that a phase uses, and how they meet the input.
  private struct Taps {
    /// The first; the others follow `stride` apart.
    let first: Int
    let count: Int

    init(at place: Int, kernelSize: Int, stride: Int) {
      first = place % stride
      count = max((kernelSize &- first &+ stride &- 1) / stride, 0)
    }
  }

  /// Computes rows of the output; place 0 of the sink is the first element of the first one.
  @inline(never)
  func compute(rows: Range<Int>, into sink: AccumulatorSink) {
    for row in rows {
      let start = (row &- rows.lowerBound) &* outputWidth
      for phase in 0..<min(kernel.strideWidth, outputWidth) {
        compute(row, phase, from: start, into: sink)
      }
    }
  }

  /// Computes the outputs of a row that belong to a phase; `start` is the row's first position.
  private func compute(_ row: Int, _ phase: Int, from start: Int, into sink: AccumulatorSink) {
    let stride = kernel.strideWidth
    let rows = Taps(
      at: row &+ kernel.padTop, kernelSize: kernel.height, stride: kernel.strideHeight)
    let columns = Taps(at: phase &+ kernel.padLeft, kernelSize: kernel.width, stride: stride)
    let taps = taps(rows, columns)
    let top = (row &+ kernel.padTop &- rows.first) / kernel.strideHeight
    // Where the first output's first tap lies; the next output's is one further.
    var left = (phase &+ kernel.padLeft &- columns.first) / stride
    var column = phase
    while column < outputWidth {
      let count = min((outputWidth &- column &+ stride &- 1) / stride, Patches.count)
      for place in 0..<Patches.count {
        // Where fewer than four are left, the last one is repeated and its sums are dropped.
        let end = gather(
          top, left &+ min(place, count &- 1), rows.count, columns.count,
          into: product.patches.room(place))
        product.patches.finish(place, end)
      }
      product.compute(
        taps, count, at: (start &+ column) &* outputChannels, step: stride &* outputChannels,
        into: sink)
      column &+= count &* stride
      left &+= count
    }
  }

  /// Copies what an output sees, whose first tap is at (`top`, `left`), one padded run of channels a
  /// tap, and returns its end.
  private func gather(
    _ top: Int, _ left: Int, _ rows: Int, _ columns: Int, into start: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let pixel = input.pixelBytes
    let run = Patches.padded(input.channels) &* input.elementType.byteCount
    var place = start
    for rowTap in 0..<rows {
      let inputRow = top &- rowTap
      let isInside = inputRow >= 0 && inputRow < input.height
      for columnTap in 0..<columns {
        let inputColumn = left &- columnTap
        if isInside, inputColumn >= 0, inputColumn < input.width {
          place.copyMemory(
            from: input.memory + (inputRow &* input.width &+ inputColumn) &* pixel,
            byteCount: pixel)
          place = product.patches.appendPadding(run &- pixel, at: place + pixel)
        } else {
          place = product.patches.appendPadding(run, at: place)
        }
      }
    }
    return place
  }

  /// Where a phase's patches meet the filters.
  private func taps(_ rows: Taps, _ columns: Taps) -> FilterTaps {
    let channels = input.channels
    return FilterTaps(
      first: (rows.first &* kernel.width &+ columns.first) &* channels, rows: rows.count,
      row_stride: kernel.strideHeight &* kernel.width &* channels, columns: columns.count,
      column_stride: kernel.strideWidth &* channels, length: channels)
  }
}
