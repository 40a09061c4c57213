/// Operations that move elements and change none.
extension IntegerLayer {
  /// Inputs one after the other along rows (0), columns (1) or channels (2).
  @inline(never)
  func concatenate(_ parts: LayerInputs, _ axis: Int, into target: UnsafeMutableRawPointer) {
    // What an input has within the axis lies together.
    var blocks = 1
    if axis > 0 { blocks &*= output.height }
    if axis > 1 { blocks &*= output.width }
    var place = target
    for block in 0..<blocks {
      for number in 0..<inputCount {
        let size = input(number).byteCount / blocks
        place.copyMemory(from: parts[number] + block &* size, byteCount: size)
        place += size
      }
    }
  }

  /// The input at row `top` and column `left` of an output that is `fill` elsewhere.
  @inline(never)
  func pad(
    _ source: UnsafeRawPointer, _ top: Int, _ left: Int, _ fill: Int32,
    into target: UnsafeMutableRawPointer
  ) {
    for index in 0..<output.count { output.store(fill, at: index, of: target) }
    let pixel = output.channels &* output.elementType.byteCount
    let row = input.width &* pixel
    for number in 0..<input.height {
      let place = ((top &+ number) &* output.width &+ left) &* pixel
      (target + place).copyMemory(from: source + number &* row, byteCount: row)
    }
  }
}
