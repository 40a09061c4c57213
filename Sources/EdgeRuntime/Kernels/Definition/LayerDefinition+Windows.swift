/// Layers that make one number of several.
extension LayerDefinition {
  /// Mean of what lies under a window, rounded to nearest, ties away from zero.
  static func average(
    _ kernel: KernelGeometry, _ place: Place, _ layer: IntegerLayer, _ input: UnsafeRawPointer
  ) -> Int32 {
    var (sum, count) = (Int32(0), Int32(0))
    forEachElement(under: kernel, place, layer, input) { (sum, count) = (sum + $0, count + 1) }
    let magnitude = (2 * abs(sum) + count) / (2 * count)
    return min(max(sum < 0 ? 0 - magnitude : magnitude, layer.clampMin), layer.clampMax)
  }

  /// The largest that lies under a window.
  static func largest(
    _ kernel: KernelGeometry, _ place: Place, _ layer: IntegerLayer, _ input: UnsafeRawPointer
  ) -> Int32 {
    var largest = Int32.min
    forEachElement(under: kernel, place, layer, input) { largest = max(largest, $0) }
    return min(max(largest, layer.clampMin), layer.clampMax)
  }

  /// Sum of what the input has along the axes that are reduced, without the zero points; the
  /// requantizer divides by their number.
  static func mean(
    _ axes: Int, _ place: Place, _ layer: IntegerLayer, _ input: UnsafeRawPointer
  ) -> Int32 {
    var sum: Int32 = 0
    for index in 0..<layer.input.count {
      let source = Place(index, in: layer.input)
      let isMeant =
        (axes & 1 != 0 || source.row == place.row)
        && (axes & 2 != 0 || source.column == place.column)
        && (axes & 4 != 0 || source.channel == place.channel)
      if isMeant { sum += value(source, of: layer.input, input) - layer.input.zeroPoint }
    }
    return clamped(layer.requantizers[0].requantize(sum), layer)
  }

  /// Calls `body` with what lies in the input under a window.
  private static func forEachElement(
    under kernel: KernelGeometry, _ place: Place, _ layer: IntegerLayer,
    _ input: UnsafeRawPointer, _ body: (Int32) -> Void
  ) {
    for index in 0..<kernel.height * kernel.width {
      let row = place.row * kernel.strideHeight - kernel.padTop + index / kernel.width
      let column = place.column * kernel.strideWidth - kernel.padLeft + index % kernel.width
      let source = Place(row, column, place.channel)
      if let value = element(source, of: layer.input, input) { body(value) }
    }
  }
}
