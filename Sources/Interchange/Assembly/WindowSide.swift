import FloatModels

/// One direction of a window, rows or columns, with its padding in numbers.
struct WindowSide {
  var kernel: Int
  var stride = 1
  var dilation = 1
  /// Rows above or columns to the left, at least 0.
  var before = 0
  /// Rows below or columns to the right; below 0 in a transposed convolution whose output goes on
  /// behind the last kernel.
  var after = 0

  /// From the first tap to the last, both included.
  var span: Int { dilation * (kernel - 1) + 1 }

  /// Padding in all that TensorFlow's `SAME` gives an image of this size.
  func totalOfSame(on size: Int) -> Int {
    max((size - 1) / stride * stride + span - size, 0)
  }

  /// Size of a transposed convolution's output with nothing cut off.
  func fullSize(from size: Int) -> Int { (size - 1) * stride + span }

  /// Whether `SAME` places the window as this padding does.
  func isSame(on size: Int) -> Bool {
    let room = size + before + after - span
    return room >= 0 && room / stride == (size - 1) / stride
      && before == totalOfSame(on: size) / 2
  }

  /// Whether `SAME` cuts a transposed convolution's output as this padding does.
  func isSameTransposed(from size: Int) -> Bool {
    let full = fullSize(from: size)
    return full - before - after == size * stride && before == max(full - size * stride, 0) / 2
  }
}

extension KernelWindow {
  /// A window of its two directions.
  ///
  /// - Parameter same: true writes the padding as `same`, as which it is known to other tools.
  init(_ rows: WindowSide, _ columns: WindowSide, same: Bool) {
    self.init(
      height: rows.kernel, width: columns.kernel, strideHeight: rows.stride,
      strideWidth: columns.stride, dilationHeight: rows.dilation,
      dilationWidth: columns.dilation,
      padding: same
        ? .same
        : .explicit(
          top: rows.before, bottom: rows.after, left: columns.before, right: columns.after))
  }
}
