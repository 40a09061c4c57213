/// exp(x) over the sum of all of a pixel's channels.
extension LayerDefinition {
  static func softmax(_ place: Place, _ layer: IntegerLayer, _ input: UnsafeRawPointer) -> Int32 {
    layer.output.elementType == .int8
      ? byteSoftmax(place, layer, input) : halfSoftmax(place, layer, input)
  }

  /// Of one channel of the pixel, less the largest of all.
  private static func difference(
    _ channel: Int, _ place: Place, _ layer: IntegerLayer, _ input: UnsafeRawPointer
  ) -> Int32 {
    var largest = Int32.min
    for other in 0..<layer.input.channels {
      largest = max(
        largest, value(Place(place.row, place.column, other), of: layer.input, input))
    }
    return value(Place(place.row, place.column, channel), of: layer.input, input) - largest
  }

  private static func byteSoftmax(
    _ place: Place, _ layer: IntegerLayer, _ input: UnsafeRawPointer
  ) -> Int32 {
    func powerQ31(_ channel: Int) -> Int32 {
      let steps = 0 - Int(difference(channel, place, layer, input))
      return layer.weights.load(fromByteOffset: 4 * steps, as: Int32.self)
    }
    var sumQ19: Int32 = 0
    for channel in 0..<layer.input.channels { sumQ19 += powerQ31(channel).dividedByPowerOfTwo(12) }
    let zeros = Int32(narrowing: sumQ19.leadingZeroBitCount)
    // The sum without its leading bit.
    let fractionQ31 = (Int64(widening: sumQ19) &<< Int64(widening: zeros)) - 1 &<< 31
    let shareQ31 = Int32(narrowing: fractionQ31).reciprocalOfOnePlusQ31
      .multipliedAsQ31(by: powerQ31(place.channel))
    return min(shareQ31.dividedByPowerOfTwo(12 - zeros + 31 - 8) - 128, 127)
  }

  private static func halfSoftmax(
    _ place: Place, _ layer: IntegerLayer, _ input: UnsafeRawPointer
  ) -> Int32 {
    func powerQ15(_ channel: Int) -> Int64 {
      let difference = difference(channel, place, layer, input)
      let step = layer.requantizers[0].requantize(difference) + 32767
      return interpolated(Int64(widening: step), tableAt: 0, layer)
    }
    var sumQ15: Int64 = 0
    for channel in 0..<layer.input.channels { sumQ15 += powerQ15(channel) }
    let zeros = Int64(widening: sumQ15.leadingZeroBitCount) - 32
    let normalised = ((sumQ15 &<< (zeros - 1)) + 1 &<< 13) &>> 14
    let scaleQ15 = interpolated(normalised - 1 &<< 15 - 1 &<< 16, tableAt: 513, layer)
    let shift = 31 - zeros
    let share = (powerQ15(place.channel) * scaleQ15 + 1 &<< (shift - 1)) &>> shift
    return Int32(narrowing: min(max(share, 0), 32767))
  }

  /// A table of 513 values for -32768, -32640, … 32768, with a straight line between them.
  private static func interpolated(
    _ argument: Int64, tableAt first: Int, _ layer: IntegerLayer
  ) -> Int64 {
    let steps = Int32(narrowing: min(max(argument, -32768), 32767)) + 32768
    let (entry, rest) = (first + Int(steps / 128), steps % 128)
    let low = Int32(layer.weights.load(fromByteOffset: 2 * entry, as: Int16.self))
    let high = Int32(layer.weights.load(fromByteOffset: 2 * entry + 2, as: Int16.self))
    return Int64(widening: low + ((high - low) * rest + 64) &>> 7)
  }
}
