import EdgeRuntime

extension Requantizer {
  /// The requantizer nearest to multiplication by `real`, as TensorFlow Lite's
  /// `QuantizeMultiplier` finds it: mantissa in Q31 rounded to nearest, exponent apart.
  ///
  /// Multipliers under 2^-32 become 0, as there.
  /// - Parameter most: power of two up to which the product may grow; the runtime takes 7 for sums.
  /// - Returns: nil where `real` is negative, not finite, or `2^most` and more.
  public init?(real: Double, shiftAtMost most: Int = 7) {
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
    guard shift <= most else { return nil }
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

  /// For integers of a type, less their zero point, instead of sums: they leave more room for a shift
  /// to the left. nil where there is not enough.
  public init?(real: Double, rescaling type: ModelFile.ElementType) {
    self.init(real: real, shiftAtMost: type == .int8 ? 22 : 15)
  }

  /// For a mean of `count` integers, their sum taken: multiplication by
  /// `inputScale / outputScale / count`, as TensorFlow Lite Micro forms it; nil where it cannot be.
  ///
  /// Source: `QuantizedMeanOrSum` of TensorFlow Lite's reference kernels, which divides the
  /// multiplier by the count after shifting it up as far as the count allows.
  public init?(meanOf count: Int, inputScale: Float, outputScale: Float) {
    guard count > 0, let whole = Requantizer(real: Double(inputScale) / Double(outputScale)) else {
      return nil
    }
    let digits = 63 - Int64(count).leadingZeroBitCount
    let shift = min(min(digits, 32), 31 + Int(whole.shift))
    let multiplier = (Int64(whole.multiplier) << Int64(shift)) / Int64(count)
    guard shift >= 0, multiplier > 0, whole.shift - Int32(shift) >= -31 else { return nil }
    self.init(multiplier: Int32(multiplier), shift: whole.shift - Int32(shift))
  }

  /// Of the first summand, the second, and the sum, as TensorFlow Lite has them: summands are
  /// shifted left by 20 bits (15 of int16) and brought to twice the larger scale; nil where the
  /// scales differ too much.
  public static func addition(
    of first: Float, _ second: Float, to output: Float, _ type: ModelFile.ElementType
  ) -> [Requantizer]? {
    let twice = 2 * Double(max(first, second))
    let one = Double(sign: .plus, exponent: type == .int8 ? 20 : 15, significand: 1)
    let reals = [Double(first) / twice, Double(second) / twice, twice / (one * Double(output))]
    let requantizers = reals.compactMap { Requantizer(real: $0) }
    guard requantizers.count == 3, requantizers.allSatisfy({ $0.shift <= 0 && $0.multiplier > 0 })
    else { return nil }
    return requantizers
  }
}
