/// A fully connected layer with weights of 16 bits, one unit at a time.
struct WideUnits {
  private let rows: WeightRows
  private let input: UnsafePointer<Int16>

  /// Scratch bytes: int8 inputs are widened there.
  static func scratchBytes(_ layer: IntegerLayer) -> Int {
    layer.input.elementType == .int8 ? 2 * Patches.padded(layer.input.count) : 0
  }

  /// - Parameter scratch: `scratchBytes(_:)`, aligned to 16.
  init(_ layer: IntegerLayer, input: UnsafeRawPointer, scratch: UnsafeMutableRawPointer) {
    rows = WeightRows(layer, scratch: scratch)
    if layer.input.elementType == .int16 {
      self.input = input.assumingMemoryBound(to: Int16.self)
      return
    }
    let bytes = input.assumingMemoryBound(to: Int8.self)
    let halves = scratch.assumingMemoryBound(to: Int16.self)
    let zeroPoint = Int16(narrowing: layer.input.zeroPoint)
    for index in 0..<layer.input.count { halves[index] = Int16(bytes[index]) &- zeroPoint }
    self.input = UnsafePointer(halves)
  }

  /// Computes the given units; place 0 of the sink is the first of them.
  func compute(units: Range<Int>, into sink: AccumulatorSink) {
    for unit in units {
      let sum = WideProduct.sum(input, rows.wideRow(unit), rows.length)
      sink.store(wide: sum, channel: unit, at: unit &- units.lowerBound)
    }
  }
}
