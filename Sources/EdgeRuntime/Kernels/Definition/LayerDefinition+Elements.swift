/// Layers that make of each element, or of a pixel's channels, another.
extension LayerDefinition {
  /// Both inputs at twice the larger scale, with as many bits as fit, added.
  static func added(_ place: Place, _ layer: IntegerLayer, _ inputs: LayerInputs) -> Int32 {
    let unit: Int32 = layer.output.elementType == .int8 ? 1 &<< 20 : 1 &<< 15
    var sum: Int32 = 0
    for number in 0..<2 {
      let tensor = layer.input(number)
      let value = value(place, of: tensor, inputs[number]) - tensor.zeroPoint
      sum += layer.requantizers[number].requantize(value * unit)
    }
    return clamped(layer.requantizers[2].requantize(sum), layer)
  }

  /// The element of the input in which a place along the axis falls.
  static func concatenated(
    _ axis: Int, _ place: Place, _ layer: IntegerLayer, _ inputs: LayerInputs
  ) -> Int32 {
    var source = place
    for number in 0..<layer.inputCount {
      if let element = element(source, of: layer.input(number), inputs[number]) { return element }
      switch axis {
      case 0: source.row -= layer.input(number).height
      case 1: source.column -= layer.input(number).width
      default: source.channel -= layer.input(number).channels
      }
    }
    return 0
  }

  /// The same real in the output's steps.
  static func rescaled(_ value: Int32, _ layer: IntegerLayer) -> Int32 {
    clamped(layer.requantizers[0].requantize(value - layer.input.zeroPoint), layer)
  }

  /// What the table has for a value.
  static func looked(up value: Int32, _ layer: IntegerLayer) -> Int32 {
    Int32(layer.weights.load(fromByteOffset: Int(value) + 128, as: Int8.self))
  }

  /// Q15 of the logistic function.
  static func logistic(_ value: Int32, _ layer: IntegerLayer) -> Int32 {
    let argument = argument(value, layer)
    let positive = sigmoid(argument, perEntry: 512, atMost: 0x7FFF &<< 10, layer)
    let result = argument >= 0 ? positive + 512 : (1 &<< 25) - positive + 511
    return result &>> 10
  }

  /// Q15 of the hyperbolic tangent.
  static func tanh(_ value: Int32, _ layer: IntegerLayer) -> Int32 {
    let argument = argument(value, layer)
    let positive = sigmoid(argument, perEntry: 256, atMost: 0xFFFF &<< 8, layer) - (1 &<< 23)
    return (argument >= 0 ? positive + 128 : 127 - positive) &>> 8
  }

  /// A value in steps of 1 / (3 · 2¹²), ties towards positive infinity.
  private static func argument(_ value: Int32, _ layer: IntegerLayer) -> Int32 {
    let (factor, shift) = (layer.requantizers[0].multiplier, layer.requantizers[0].shift)
    let half: Int32 = shift > 0 ? 1 &<< (shift - 1) : 0
    return (value * factor + half) &>> shift
  }

  /// The table at |argument| / steps times steps, with a straight line between its entries.
  private static func sigmoid(
    _ argument: Int32, perEntry steps: Int32, atMost limit: Int32, _ layer: IntegerLayer
  ) -> Int32 {
    let (entry, rest) = (Int(abs(argument) / steps), abs(argument) % steps)
    guard entry < 255 else { return limit }
    let low = Int32(layer.weights.load(fromByteOffset: 2 * entry, as: UInt16.self))
    let high = Int32(layer.weights.load(fromByteOffset: 2 * entry + 2, as: UInt16.self))
    return low * (steps - rest) + high * rest
  }
}
