import EdgeRuntime

extension Requantizer {
  /// The requantizer nearest to multiplication by `real`, as TensorFlow Lite's
  /// `QuantizeMultiplier` finds it: mantissa in Q31 rounded to nearest, exponent apart.
  ///
  /// Multipliers under 2^-32 become 0, as there.
  /// - Returns: nil where `real` is negative, not finite, or 128 and more.
  public init?(real: Double) {
    guard real.isFinite, real >= 0 else { return nil }
    guard real > 0 else {
      self.init(multiplier: 0, shift: 0)
      return
    }
    // frexp: real = significand · 2^shift with the significand in 0.5 ..< 1.
    var shift = Int(real.exponent) + 1
    var mantissa = Int64((real.significand * 0x1p30).rounded(.toNearestOrAwayFromZero))
    if mantissa == 1 << 31 {
      mantissa = 1 << 30
      shift += 1
    }
    guard shift <= 7 else { return nil }
    if shift < -31 {
      self.init(multiplier: 0, shift: 0)
    } else {
      self.init(multiplier: Int32(mantissa), shift: Int32(shift))
    }
  }

  /// The real number that the pair stands for.
  public var real: Double {
    Double(multiplier) * Double(sign: .plus, exponent: Int(shift) - 31, significand: 1)
  }
}
