import FloatModels

/// Operations with a window by their definitions, in Double.
///
/// Unlike the code under test, positions are found by moving the window on until it no longer fits,
/// and a transposed convolution is a convolution of the input with zeros between its elements.
enum NaiveWindow {
  /// One direction of a window.
  struct Direction {
    let size: Int
    let stride: Int
    let dilation: Int
    /// nil is `SAME`.
    let padding: (before: Int, after: Int)?

    var span: Int { (size - 1) * dilation + 1 }

    /// Where the window's first tap lies at each position on `count` elements.
    func origins(on count: Int) -> [Int] {
      let (before, after) = padding ?? same(count)
      var origins: [Int] = []
      var origin = -before
      while origin + span <= count + after {
        origins.append(origin)
        origin += stride
      }
      return origins
    }

    /// TensorFlow: the output has `ceil(count / stride)` elements, and what is missing for the last
    /// of them is added, the larger half behind.
    private func same(_ count: Int) -> (Int, Int) {
      let outputs = Int((Double(count) / Double(stride)).rounded(.up))
      let missing = Swift.max((outputs - 1) * stride + span - count, 0)
      return (missing / 2, missing - missing / 2)
    }

    /// Taps at a position, with the elements that they lie on.
    func taps(_ origin: Int, on count: Int) -> [(tap: Int, element: Int)] {
      (0..<size).map { ($0, origin + $0 * dilation) }.filter { (0..<count).contains($0.element) }
    }

    /// Elements of a transposed convolution's output, and how far the first lies behind the first
    /// that any input reaches.
    func transposed(_ count: Int) -> (count: Int, offset: Int) {
      let reached = (count - 1) * stride + size
      if let padding { return (reached - padding.before - padding.after, padding.before) }
      return (count * stride, Swift.max(reached - count * stride, 0) / 2)
    }
  }

  static func directions(_ window: KernelWindow) -> (rows: Direction, columns: Direction) {
    var (rows, columns): ((Int, Int)?, (Int, Int)?) = (nil, nil)
    if case .explicit(let top, let bottom, let left, let right) = window.padding {
      (rows, columns) = ((top, bottom), (left, right))
    }
    return (
      Direction(
        size: window.height, stride: window.strideHeight, dilation: window.dilationHeight,
        padding: rows),
      Direction(
        size: window.width, stride: window.strideWidth, dilation: window.dilationWidth,
        padding: columns)
    )
  }

  static func forward(_ node: Node, _ x: NaiveImage) -> NaiveImage {
    let weight = node.parameters["weight"]?.values.map(Double.init) ?? []
    let bias = node.parameters["bias"]?.values.map(Double.init) ?? []
    let channels = x.shape.channels
    switch node.operation {
    case .convolution(let filters, let window):
      return moved(window, over: x, channels: filters) { filter, taps in
        taps.reduce(bias[filter]) { sum, tap in
          (0..<channels).reduce(sum) { sum, c in
            let place = (filter * window.height + tap.ky) * window.width + tap.kx
            return sum + x[tap.row, tap.column, c]! * weight[place * channels + c]
          }
        }
      }
    case .depthwiseConvolution(let multiplier, let window):
      return moved(window, over: x, channels: channels * multiplier) { output, taps in
        taps.reduce(bias[output]) { sum, tap in
          let place = (tap.ky * window.width + tap.kx) * channels * multiplier + output
          return sum + x[tap.row, tap.column, output / multiplier]! * weight[place]
        }
      }
    case .averagePool(let window):
      return moved(window, over: x, channels: channels) { c, taps in
        taps.reduce(0) { $0 + x[$1.row, $1.column, c]! } / Double(taps.count)
      }
    case .maximumPool(let window):
      return moved(window, over: x, channels: channels) { c, taps in
        taps.map { x[$0.row, $0.column, c]! }.max() ?? .nan
      }
    case .transposedConvolution(let filters, let window):
      return transposed(window, x, weight, bias, filters: filters)
    default: fatalError("no window")
    }
  }

  private typealias Tap = (ky: Int, kx: Int, row: Int, column: Int)

  private static func moved(
    _ window: KernelWindow, over x: NaiveImage, channels: Int,
    _ value: (Int, [Tap]) -> Double
  ) -> NaiveImage {
    let (rows, columns) = directions(window)
    let (tops, lefts) = (rows.origins(on: x.shape.height), columns.origins(on: x.shape.width))
    let shape = Shape(height: tops.count, width: lefts.count, channels: channels)
    return .make(shape) { row, column, channel in
      let taps = rows.taps(tops[row], on: x.shape.height).flatMap { (ky, y) in
        columns.taps(lefts[column], on: x.shape.width).map { (ky: ky, kx: $0, row: y, column: $1) }
      }
      return value(channel, taps)
    }
  }

  /// An output gets, through tap k, what stands k before it in the input with zeros in between.
  private static func transposed(
    _ window: KernelWindow, _ x: NaiveImage, _ weight: [Double], _ bias: [Double], filters: Int
  ) -> NaiveImage {
    let (rows, columns) = directions(window)
    let (height, top) = rows.transposed(x.shape.height)
    let (width, left) = columns.transposed(x.shape.width)
    let channels = x.shape.channels
    return .make(Shape(height: height, width: width, channels: filters)) { row, column, filter in
      var sum = bias[filter]
      for ky in 0..<rows.size where (row + top - ky) % rows.stride == 0 {
        for kx in 0..<columns.size where (column + left - kx) % columns.stride == 0 {
          let place = (filter * rows.size + ky) * columns.size + kx
          for c in 0..<channels {
            let element = x[
              (row + top - ky) / rows.stride, (column + left - kx) / columns.stride, c]
            sum += (element ?? 0) * weight[place * channels + c]
          }
        }
      }
      return sum
    }
  }
}
