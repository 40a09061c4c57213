import EdgeRuntime
import Foundation

/// What a softmax over int8 or int16 looks up.
public enum SoftmaxTables {
  /// For int8: the exponential in Q31 of 0, -1, … -255 input steps; 0 where it is too small to
  /// count. As TensorFlow Lite computes it, with five integer bits.
  public static func exponentials(inputScale: Float, beta: Float = 1) -> [Int32] {
    let real = min(Double(beta) * Double(inputScale) * 0x1p26, 0x1p31 - 1)
    let scaling = WideRequantizer(real: real)
    let least = -(31 * 0x1p26 / Double(sign: .plus, exponent: scaling.shift, significand: 1))
      .rounded(.down)
    return (0..<256).map { steps in
      guard Double(-steps) >= least else { return 0 }
      return FixedPointCurves.exponential(scaling.apply(-Int32(steps)), integerBits: 5)
    }
  }

  /// For int16: 513 values of e^x over -10…0, then 513 of 1/(1 + x) over 0…1, Q15.
  public static let interpolated: [Int16] =
    table(from: -10, through: 0, exp) + table(from: 0, through: 1) { 1 / (1 + $0) }

  /// For int16: from input steps to the table's, 65,535 for 10; nil where that is too much for the
  /// arithmetic.
  public static func scaling(inputScale: Float, beta: Float = 1) -> Requantizer? {
    Requantizer(
      real: Double(inputScale) * Double(beta) / (10.0 / 65535), shiftAtMost: 15)
  }

  /// Values at 512 equal steps, each less half of what a straight line to the next is off in the
  /// middle, in single precision as TensorFlow Lite makes them.
  private static func table(
    from low: Float, through high: Float, _ function: (Float) -> Float
  ) -> [Int16] {
    let step = (high - low) / 512
    let unit: Float = 32768
    func stored(_ value: Float) -> Int16 { Int16(min(max(value, -32768), 32767)) }
    func away(_ value: Float) -> Float { value.rounded(.toNearestOrAwayFromZero) }
    var values: [Int16] = (0..<512).map { index in
      let place = low + Float(index) * step
      let sample = away(function(place) * unit)
      let next = function(low + Float(index + 1) * step) * unit
      let interpolated = away((next + sample) / 2)
      let middle = away(function(place + step / 2) * unit)
      return stored(sample - away((interpolated - middle) / 2))
    }
    values.append(stored(away(function(high) * unit)))
    return values
  }
}
