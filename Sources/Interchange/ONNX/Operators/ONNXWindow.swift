import FloatModels

/// The window of a convolution or pool as its attributes describe it.
struct ONNXWindow {
  let call: ONNXCall
  private(set) var rows = WindowSide(kernel: 1)
  private(set) var columns: WindowSide
  private(set) var outputPadding = [0, 0]
  /// How padding is chosen: `NOTSET` by numbers, `VALID`, `SAME_UPPER`, `SAME_LOWER`.
  let automatic: String

  /// - Parameter kernel: taps in each direction, one for sound along time or two for an image.
  init(kernel: [Int], _ call: ONNXCall) throws(InterchangeError.Problem) {
    self.call = call
    automatic = call.text("auto_pad", or: "NOTSET")
    guard ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"].contains(automatic) else {
      throw call.invalid("auto_pad \(automatic)")
    }
    guard kernel.count == 2 || kernel.count == 1 else {
      throw call.unsupported("in \(kernel.count) directions", "use images, or sound along time")
    }
    if let declared = try call.integers("kernel_shape"), declared != kernel {
      throw call.invalid("kernel_shape \(declared), its weights have \(kernel)")
    }
    columns = WindowSide(kernel: kernel[kernel.count - 1])
    if kernel.count == 2 { rows.kernel = kernel[0] }
    let strides = try sides("strides", or: 1)
    let dilations = try sides("dilations", or: 1)
    (rows.stride, columns.stride) = (strides[0], strides[1])
    (rows.dilation, columns.dilation) = (dilations[0], dilations[1])
    outputPadding = try sides("output_padding", or: 0)
    try readPads(directions: kernel.count)
  }

  /// Rows and columns of an attribute; where there are only columns, the rows' is the standard.
  func sides(_ name: String, or standard: Int) throws(InterchangeError.Problem) -> [Int] {
    guard var values = try call.integers(name) else { return [standard, standard] }
    if values.count == 1 { values.insert(standard, at: 0) }
    guard values.count == 2, values.allSatisfy({ $0 >= standard }) else {
      throw call.invalid("\(name) \(values), allowed are numbers from \(standard) on")
    }
    return values
  }

  private mutating func readPads(directions: Int) throws(InterchangeError.Problem) {
    guard automatic == "NOTSET", let pads = try call.integers("pads") else { return }
    guard pads.count == 2 * directions, pads.allSatisfy({ $0 >= 0 }) else {
      throw call.invalid("pads \(pads), allowed are \(2 * directions) numbers from 0 on")
    }
    (columns.before, columns.after) = (pads[directions - 1], pads[2 * directions - 1])
    if directions == 2 { (rows.before, rows.after) = (pads[0], pads[2]) }
  }

  /// The window on an image.
  func window(on image: Shape) throws(InterchangeError.Problem) -> KernelWindow {
    let sides = padded(on: image)
    let isCeiling = try call.integer("ceil_mode", or: 0) != 0
    for (side, size) in [(sides.rows, image.height), (sides.columns, image.width)] {
      let room = size + side.before + side.after - side.span
      if isCeiling, room % side.stride != 0 {
        throw call.unsupported(
          "ceil_mode, of an image of which \(room % side.stride) rows or columns are left over",
          "set ceil_mode=False")
      }
    }
    return KernelWindow(
      sides.rows, sides.columns,
      same: sides.rows.isSame(on: image.height) && sides.columns.isSame(on: image.width))
  }

  /// Both directions with the padding that an image of this shape gets.
  func padded(on image: Shape) -> (rows: WindowSide, columns: WindowSide) {
    (padded(rows, image.height), padded(columns, image.width))
  }

  private func padded(_ side: WindowSide, _ size: Int) -> WindowSide {
    guard automatic.hasPrefix("SAME") else { return side }
    let total = side.totalOfSame(on: size)
    var side = side
    side.before = automatic == "SAME_UPPER" ? total / 2 : total - total / 2
    side.after = total - side.before
    return side
  }
}
