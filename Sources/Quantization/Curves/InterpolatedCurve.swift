import EdgeRuntime
import Foundation

/// The logistic function and hyperbolic tangent of int16, which interpolate one table.
public enum InterpolatedCurve {
  /// `1 / (1 + e^(-i/24))` as UInt16 for i in 0…255, each less half of what a straight line to the
  /// next is off in the middle: the table of TensorFlow Lite's 16-bit kernels.
  public static let table: [Int16] = {
    func logistic(_ place: Double) -> Double { 65536 / (1 + exp(-place / 24)) }
    return (0..<256).map { index in
      guard index < 255 else { return Int16(bitPattern: 65535) }
      let place = Double(index)
      let middle = (logistic(place) + logistic(place + 1)) / 2
      let value = (logistic(place) - (middle - logistic(place + 0.5)) / 2).rounded()
      return Int16(bitPattern: UInt16(value))
    }
  }()

  /// Which function.
  public enum Kind: Sendable {
    case logistic, tanh
  }

  /// Factor and shift to the right that bring an input to steps of 1/(3 · 4096), of which the table
  /// has an entry every 512th (of a hyperbolic tangent, whose argument is doubled, every 256th); nil
  /// where the scale is too coarse for the arithmetic.
  public static func scaling(_ kind: Kind, inputScale: Float) -> Requantizer? {
    let logarithm = log2(Double(inputScale))
    let isPowerOfTwo = abs(logarithm - logarithm.rounded()) < 1e-3
    let exponent = 12 + Int(logarithm.rounded())
    if isPowerOfTwo, exponent == 0 || kind == .tanh && exponent == 1 {
      return Requantizer(multiplier: 3 << Int32(exponent), shift: 0)
    }
    var factor = Double(inputScale) * 4096 * 3
    var shift: Int32 = 0
    while factor <= 32767 / 2, shift <= 30 {
      factor *= 2
      shift += 1
    }
    guard factor >= 1, factor < 32768, shift <= 30 else { return nil }
    return Requantizer(multiplier: Int32(factor), shift: shift)
  }
}
