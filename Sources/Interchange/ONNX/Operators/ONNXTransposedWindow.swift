import FloatModels

extension ONNXWindow {
  /// The window of a transposed convolution of an image.
  func transposed(from grid: Shape) throws(InterchangeError.Problem) -> KernelWindow {
    var declared = try call.integers("output_shape")
    // Some writers give the axes of batch and channels too.
    if let all = declared, all.count > 2 { declared = Array(all.dropFirst(2)) }
    if declared?.count == 1 { declared?.insert(1, at: 0) }
    if let declared, declared.count != 2 || declared.contains(where: { $0 < 1 }) {
      throw call.invalid("output_shape \(declared), allowed are numbers from 1 on")
    }
    let rows = try cut(
      self.rows, from: grid.height, to: declared?[0], outputPadding: outputPadding[0])
    let columns = try cut(
      self.columns, from: grid.width, to: declared?[1], outputPadding: outputPadding[1])
    return KernelWindow(
      rows, columns,
      same: rows.isSameTransposed(from: grid.height)
        && columns.isSameTransposed(from: grid.width))
  }

  /// - Parameter declared: the output's size, where it is given instead of the padding.
  private func cut(
    _ side: WindowSide, from size: Int, to declared: Int?, outputPadding: Int
  ) throws(InterchangeError.Problem) -> WindowSide {
    var side = side
    let isSame = automatic.hasPrefix("SAME")
    guard let output = declared ?? (isSame ? size * side.stride : nil) else {
      side.after -= outputPadding
      return side
    }
    let full = side.fullSize(from: size)
    guard declared != nil || full + outputPadding >= output else {
      throw call.unsupported(
        "auto_pad \(automatic) of a kernel of \(side.kernel) with a stride of \(side.stride), which "
          + "runtimes understand differently",
        "give pads, or a kernel not smaller than the stride")
    }
    let total = max(full + outputPadding - output, 0)
    side.before = automatic == "SAME_UPPER" ? total / 2 : total - total / 2
    side.after = full - output - side.before
    return side
  }
}
