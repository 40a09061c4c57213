import CEdgeSIMD

/// Convolution with zero-point padding: patches of four neighbouring outputs against a few filters
/// at a time.
struct Convolution {
  private let input: KernelInput
  private let kernel: KernelGeometry
  private let outputWidth: Int
  private let outputChannels: Int
  private let product: PatchProduct

  /// Elements of a patch.
  private static func length(_ layer: IntegerLayer, _ kernel: KernelGeometry) -> Int {
    kernel.height &* kernel.width &* layer.input.channels
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

  /// Computes rows of the output; place 0 of the sink is the first element of the first one.
  @inline(never)
  func compute(rows: Range<Int>, into sink: AccumulatorSink) {
    let taps = FilterTaps(length: kernel.height &* kernel.width &* input.channels)
    product.prepare(taps)
    let rowTaps = rowTaps
    let isInputTaken = kernel.dilationWidth == 1 && product.takesInput(rowTaps)
    // Positions in the order of the output: four may belong to two rows.
    var (row, column) = (rows.lowerBound, 0)
    let count = rows.count &* outputWidth
    var position = 0
    while position < count {
      if isInputTaken, let first = firstOfFourInside(row, column) {
        product.compute(
          rowTaps, inInput: first, stride: kernel.strideWidth &* input.pixelBytes,
          steps: (0, kernel.dilationHeight &* input.width &* input.pixelBytes),
          at: position &* outputChannels, step: outputChannels, into: sink)
        position &+= Patches.count
        column &+= Patches.count
        if column == outputWidth { (row, column) = (row &+ 1, 0) }
        continue
      }
      let taken = min(count &- position, Patches.count)
      for place in 0..<Patches.count {
        // Where fewer than four are left, the patch before stands for those missing.
        if place < taken || !product.patches.areBytes {
          let end = gather(row, column, into: product.patches.start(place))
          product.patches.finish(place, end)
        }
        guard place &+ 1 < taken else { continue }
        column &+= 1
        if column == outputWidth { (row, column) = (row &+ 1, 0) }
      }
      column &+= 1
      if column == outputWidth { (row, column) = (row &+ 1, 0) }
      product.compute(
        taps, taken, at: position &* outputChannels, step: outputChannels, into: sink)
      position &+= taken
    }
  }

  /// The filter's rows as taps.
  private var rowTaps: FilterTaps {
    let length = kernel.width &* input.channels
    return FilterTaps(
      first: 0, rows: kernel.height, row_stride: length, columns: 1, column_stride: 0,
      length: length)
  }

  /// Where the input begins that the output at (`row`, `column`) sees, if it and the next three of the
  /// row see no padding.
  private func firstOfFourInside(_ row: Int, _ column: Int) -> UnsafeRawPointer? {
    let top = row &* kernel.strideHeight &- kernel.padTop
    let left = column &* kernel.strideWidth &- kernel.padLeft
    let columns = (Patches.count &- 1) &* kernel.strideWidth &+ kernel.width
    guard column &+ Patches.count <= outputWidth, isInside(top, left, columns: columns) else {
      return nil
    }
    return input.memory + (top &* input.width &+ left) &* input.pixelBytes
  }

  /// Whether the kernel's rows from `top` on and so many columns from `left` on, without dilation, see no
  /// padding.
  @inline(__always)
  private func isInside(_ top: Int, _ left: Int, columns: Int) -> Bool {
    let bottom = top &+ (kernel.height &- 1) &* kernel.dilationHeight
    return top >= 0 && bottom < input.height && left >= 0 && left &+ columns <= input.width
  }

  /// Copies what the output at (`row`, `column`) sees, and returns its end.
  private func gather(
    _ row: Int, _ column: Int, into start: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    // Kernel columns that lie side by side in the input are copied together.
    let isDense = kernel.dilationWidth == 1
    let (runs, width) = isDense ? (1, kernel.width) : (kernel.width, 1)
    let pixel = input.pixelBytes
    let top = row &* kernel.strideHeight &- kernel.padTop
    let left = column &* kernel.strideWidth &- kernel.padLeft
    var place = start
    if isDense, isInside(top, left, columns: kernel.width) {
      var source = input.memory + (top &* input.width &+ left) &* pixel
      for _ in 0..<kernel.height {
        place = product.patches.append(source, width &* pixel, at: place)
        source += kernel.dilationHeight &* input.width &* pixel
      }
      return place
    }
    for kernelRow in 0..<kernel.height {
      let inputRow = top &+ kernelRow &* kernel.dilationHeight
      let isInside = inputRow >= 0 && inputRow < input.height
      for run in 0..<runs {
        let start = left &+ run &* kernel.dilationWidth
        let first = isInside ? min(max(0 &- start, 0), width) : width
        let last = max(min(input.width &- start, width), first)
        place = product.patches.appendPadding(first &* pixel, at: place)
        if first < last {
          let source = input.memory + (inputRow &* input.width &+ start &+ first) &* pixel
          place = product.patches.append(source, (last &- first) &* pixel, at: place)
        }
        place = product.patches.appendPadding((width &- last) &* pixel, at: place)
      }
    }
    return place
  }
}
