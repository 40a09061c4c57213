import FloatModels

extension KernelWindow {
  /// The window of an operator whose weights have the given size.
  init(_ window: TFLiteWindow, height: Int, width: Int) {
    self.init(
      height: height, width: width, strideHeight: window.strideHeight,
      strideWidth: window.strideWidth, dilationHeight: window.dilationHeight,
      dilationWidth: window.dilationWidth, padding: window.isSame ? .same : .valid)
  }

  /// Positions of the window on an image, in rows and columns; 0 where it does not fit.
  func positions(onImage image: Shape) -> (rows: Int, columns: Int) {
    let edges = padding == .same ? nil : edges(image: image, grid: image)
    return (
      Self.positions(
        image.height, edges.map { $0.top + $0.bottom }, spanHeight, strideHeight),
      Self.positions(image.width, edges.map { $0.left + $0.right }, spanWidth, strideWidth)
    )
  }

  /// - Parameter padding: on both sides together; nil for SAME.
  private static func positions(_ size: Int, _ padding: Int?, _ span: Int, _ stride: Int) -> Int {
    guard let padding else { return (size + stride - 1) / stride }
    return size + padding < span ? 0 : (size + padding - span) / stride + 1
  }
}

extension TFLiteOperator {
  /// One element for each position of a window on an image.
  func grid(of window: KernelWindow, on image: Shape, channels: Int) throws -> Shape {
    let positions = window.positions(onImage: image)
    guard positions.rows > 0, positions.columns > 0 else {
      throw inconsistent(
        "a kernel of \(window.spanHeight) × \(window.spanWidth)",
        expected: "at most the input's \(image.height) × \(image.width)")
    }
    return Shape(height: positions.rows, width: positions.columns, channels: channels)
  }

  /// The window of a transposed convolution with the padding that gives its output the stated size.
  ///
  /// TensorFlow Lite takes the padding that the convolution from the output to the input would
  /// have, and keeps the smaller half of it at the top and left, whatever the input's size.
  func transposed(_ window: KernelWindow, from grid: Shape, to image: Shape) throws -> KernelWindow
  {
    let back = try self.grid(of: window, on: image, channels: 1)
    guard back.height == grid.height, back.width == grid.width else {
      throw inconsistent(
        "an output of \(image.height) × \(image.width)",
        expected: "one whose convolution has the input's size \(grid.height) × \(grid.width)")
    }
    let near = window.edges(image: image, grid: grid)
    var placed = window
    placed.padding = .explicit(
      top: near.top,
      bottom: (grid.height - 1) * window.strideHeight + window.height - near.top - image.height,
      left: near.left,
      right: (grid.width - 1) * window.strideWidth + window.width - near.left - image.width)
    let isSame =
      window.padding == .same && image.height == grid.height * window.strideHeight
      && image.width == grid.width * window.strideWidth
    return isSame ? window : placed
  }
}
