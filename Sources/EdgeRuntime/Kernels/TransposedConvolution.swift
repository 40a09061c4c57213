import CEdgeSIMD

/// Transposed convolution without multiplying the zeros that its stride puts between the inputs.
///
/// Output y sees input i through kernel element k where `y + pad = i · stride + k`. Outputs whose
/// `y + pad` leave the same remainder by the stride (a phase) use the same kernel elements: each
/// phase is an ordinary convolution with stride 1 and a part of the kernel, computed like one. A phase of
/// rows and columns comes as a whole, since what its patches need is prepared once.
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
    for first in rows.lowerBound..<min(rows.lowerBound &+ kernel.strideHeight, rows.upperBound) {
      for phase in 0..<min(kernel.strideWidth, outputWidth) {
        compute(rows, from: first, phase, into: sink)
      }
    }
  }

  /// Computes the outputs of a phase: of every `strideHeight`-th row from `first` on, every
  /// `strideWidth`-th column from `phase` on.
  private func compute(
    _ all: Range<Int>, from first: Int, _ phase: Int, into sink: AccumulatorSink
  ) {
    let rows = Taps(
      at: first &+ kernel.padTop, kernelSize: kernel.height, stride: kernel.strideHeight)
    let columns = Taps(
      at: phase &+ kernel.padLeft, kernelSize: kernel.width, stride: kernel.strideWidth)
    let taps = taps(rows, columns)
    product.prepare(taps)
    var row = first
    while row < all.upperBound {
      compute(row, phase, rows, columns, taps, from: (row &- all.lowerBound) &* outputWidth, sink)
      row &+= kernel.strideHeight
    }
  }

  /// Computes those of a row; `start` is the row's first position.
  private func compute(
    _ row: Int, _ phase: Int, _ rows: Taps, _ columns: Taps, _ taps: FilterTaps, from start: Int,
    _ sink: AccumulatorSink
  ) {
    let stride = kernel.strideWidth
    let top = (row &+ kernel.padTop &- rows.first) / kernel.strideHeight
    let pixel = input.pixelBytes
    let areRowsInside =
      product.takesInput(taps) && top &+ 1 >= rows.count && top < input.height
    // Where the first output's first tap lies; the next output's is one further.
    var left = (phase &+ kernel.padLeft &- columns.first) / stride
    var column = phase
    while column < outputWidth {
      let count = min((outputWidth &- column &+ stride &- 1) / stride, Patches.count)
      let place = (start &+ column) &* outputChannels
      let step = stride &* outputChannels
      if areRowsInside, count == Patches.count, left &+ 1 >= columns.count,
        left &+ count <= input.width
      {
        product.compute(
          taps, inInput: input.memory + (top &* input.width &+ left) &* pixel, stride: pixel,
          steps: (0 &- pixel, 0 &- input.width &* pixel), at: place, step: step, into: sink)
        column &+= count &* stride
        left &+= count
        continue
      }
      for place in 0..<Patches.count {
        // Where fewer than four are left, the last one is repeated and its sums are dropped.
        let end = gather(
          top, left &+ min(place, count &- 1), rows.count, columns.count,
          into: product.patches.start(place))
        product.patches.finish(place, end)
      }
      product.compute(taps, count, at: place, step: step, into: sink)
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
    let gap = Patches.padded(input.channels) &* input.elementType.byteCount &- pixel
    var place = start
    for rowTap in 0..<rows {
      let inputRow = top &- rowTap
      let isInside = inputRow >= 0 && inputRow < input.height
      var source = input.memory + (inputRow &* input.width &+ left) &* pixel
      for columnTap in 0..<columns {
        let inputColumn = left &- columnTap
        place =
          isInside && inputColumn >= 0 && inputColumn < input.width
          ? product.patches.append(source, pixel, at: place)
          : product.patches.appendPadding(pixel, at: place)
        place = product.patches.appendGap(gap, at: place)
        source -= pixel
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
