import FloatModels

/// The window of a convolution or pool as a layer's configuration describes it.
struct KerasWindow {
  private let call: KerasCall
  private var rows = WindowSide(kernel: 1)
  private var columns: WindowSide
  private let padding: String

  /// - Parameters:
  ///   - directions: 1 along the steps of a sequence, 2 over an image.
  ///   - size: the key of the window's size, which is also the stride of a pool that has none.
  init(
    _ call: KerasCall, directions: Int, size: String = "kernel_size"
  ) throws(InterchangeError.Problem) {
    try call.checkChannelsLast()
    self.call = call
    let isPool = size == "pool_size"
    let kernel = try call.sizes(size, count: directions)
    let strides = try call.sizes(
      "strides", count: directions, or: isPool ? kernel : [Int](repeating: 1, count: directions))
    let dilations =
      isPool
      ? [Int](repeating: 1, count: directions)
      : try call.sizes(
        "dilation_rate", count: directions, or: [Int](repeating: 1, count: directions))
    func side(_ index: Int) -> WindowSide {
      WindowSide(kernel: kernel[index], stride: strides[index], dilation: dilations[index])
    }
    columns = side(directions - 1)
    if directions == 2 { rows = side(0) }
    padding = call.text("padding", or: "valid")
    if padding == "causal", directions == 1 {
      columns.before = columns.span - 1
    } else if padding != "same", padding != "valid" {
      throw call.unsupported("the padding \(padding)", "use padding \"same\" or \"valid\"")
    }
  }

  /// On an image of any size.
  var window: KernelWindow { KernelWindow(rows, columns, same: padding == "same") }

  /// Of a transposed convolution of an image of height, width and channels.
  func transposed(from sizes: [Int]) throws(InterchangeError.Problem) -> KernelWindow {
    guard rows.dilation == 1, columns.dilation == 1 else {
      throw call.unsupported("a dilation", "use dilation_rate=1")
    }
    let value = call.layer.config["output_padding"] ?? .null
    guard !value.isNull else {
      guard padding != "same" else { return window }
      return KernelWindow(full(rows), full(columns), same: false)
    }
    guard let added = value.integers, let first = added.first, let last = added.last,
      added.allSatisfy({ 0...65_536 ~= $0 })
    else { throw call.invalid("output_padding is no numbers from 0 on") }
    return KernelWindow(
      cut(rows, from: sizes[0], adding: first), cut(columns, from: sizes[1], adding: last),
      same: false)
  }

  /// `VALID`, whose output is at least the stride times the input.
  private func full(_ side: WindowSide) -> WindowSide {
    var side = side
    side.after = min(side.kernel - side.stride, 0)
    return side
  }

  /// Keras computes the output's size with half a kernel cut off on both sides, TensorFlow places the
  /// image in it as `SAME` does.
  private func cut(_ side: WindowSide, from size: Int, adding outputPadding: Int) -> WindowSide {
    var side = side
    let full = side.fullSize(from: size)
    let half = padding == "same" ? side.kernel / 2 : 0
    let output = full - 2 * half + outputPadding
    side.before = padding == "same" ? max(full - output, 0) / 2 : 0
    side.after = full - output - side.before
    return side
  }
}
