/// Size, stride, dilation and padding of a window that moves over an image.
public struct KernelWindow: Sendable, Hashable {
  /// Rows of taps.
  public var height: Int
  /// Columns of taps.
  public var width: Int
  /// Rows from one position to the next.
  public var strideHeight: Int
  /// Columns from one position to the next.
  public var strideWidth: Int
  /// Rows from one tap to the next.
  public var dilationHeight: Int
  /// Columns from one tap to the next.
  public var dilationWidth: Int
  /// What lies around the image.
  public var padding: Padding

  /// How much lies around the image; for a transposed convolution, around its output.
  public enum Padding: Sendable, Hashable {
    /// TensorFlow's `SAME`: the output of stride s is `ceil(size / s)`, of a transposed convolution
    /// `size · s`; the smaller half of the padding comes first.
    case same
    /// So many rows and columns on each side. Negative at the bottom and right of a transposed
    /// convolution, down to `1 - stride`: output behind the last input's kernel (`output_padding`
    /// of ONNX), which holds the bias alone.
    case explicit(top: Int, bottom: Int, left: Int, right: Int)

    /// No padding.
    public static let valid = Padding.explicit(top: 0, bottom: 0, left: 0, right: 0)
  }

  /// A window of `height × width` taps; `Graph.shapes()` checks the numbers.
  public init(
    height: Int, width: Int, strideHeight: Int = 1, strideWidth: Int = 1, dilationHeight: Int = 1,
    dilationWidth: Int = 1, padding: Padding = .same
  ) {
    self.height = height
    self.width = width
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.dilationHeight = dilationHeight
    self.dilationWidth = dilationWidth
    self.padding = padding
  }

  /// `size × size` taps with the same stride in both directions and `SAME` padding.
  public static func square(_ size: Int, stride: Int = 1) -> KernelWindow {
    KernelWindow(height: size, width: size, strideHeight: stride, strideWidth: stride)
  }

  /// Number of taps.
  public var taps: Int { height * width }
  /// Rows from the first tap to the last, both included.
  public var spanHeight: Int { dilationHeight * (height - 1) + 1 }
  /// Columns from the first tap to the last, both included.
  public var spanWidth: Int { dilationWidth * (width - 1) + 1 }

  /// The padding between an image and the grid of positions on it, in numbers.
  ///
  /// - Parameters:
  ///   - image: what the window moves over: the input, or a transposed convolution's output.
  ///   - grid: one element a position: the output, or a transposed convolution's input.
  /// - Returns: what `explicit` says; of `same` with TensorFlow's rule
  ///   `max((grid - 1) · stride + span - image, 0)` in all, the smaller half first.
  public func edges(image: Shape, grid: Shape) -> Edges {
    switch padding {
    case .explicit(let top, let bottom, let left, let right):
      return Edges(top: top, bottom: bottom, left: left, right: right)
    case .same:
      let rows = max((grid.height - 1) * strideHeight + spanHeight - image.height, 0)
      let columns = max((grid.width - 1) * strideWidth + spanWidth - image.width, 0)
      return Edges(
        top: rows / 2, bottom: rows - rows / 2, left: columns / 2, right: columns - columns / 2)
    }
  }

  /// Positions of the window on an image, in rows and columns; below 1 where it does not fit.
  func positions(on image: Shape) -> (rows: Int, columns: Int) {
    switch padding {
    case .same:
      ((image.height - 1) / strideHeight + 1, (image.width - 1) / strideWidth + 1)
    case .explicit(let top, let bottom, let left, let right):
      (
        Self.positions(image.height + top + bottom - spanHeight, strideHeight),
        Self.positions(image.width + left + right - spanWidth, strideWidth)
      )
    }
  }

  private static func positions(_ room: Int, _ stride: Int) -> Int {
    room < 0 ? 0 : room / stride + 1
  }

  /// Size of a transposed convolution's output, whose inputs are the positions on it.
  func image(under grid: Shape) -> (rows: Int, columns: Int) {
    switch padding {
    case .same:
      (grid.height * strideHeight, grid.width * strideWidth)
    case .explicit(let top, let bottom, let left, let right):
      (
        (grid.height - 1) * strideHeight + spanHeight - top - bottom,
        (grid.width - 1) * strideWidth + spanWidth - left - right
      )
    }
  }
}
