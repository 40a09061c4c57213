import EdgeRuntime

/// Functions of int8 as tables of all 256 outputs, -128 first: what TensorFlow Lite Micro computes
/// for each of them.
public enum LookupTable {
  /// Integer bits of a curve's argument.
  private static let integerBits: Int32 = 4

  /// Logistic function; the output has steps of 1/256 from -128 on.
  public static func logistic(of input: TensorQuantization) -> [Int8] {
    table(input) { argument in
      FixedPointCurves.logistic(argument, integerBits: integerBits).multipliedByPowerOfTwo(-23)
        - 128
    }
  }

  /// Hyperbolic tangent; the output has steps of 1/128 around 0.
  public static func tanh(of input: TensorQuantization) -> [Int8] {
    table(input) { argument in
      FixedPointCurves.tanh(argument, integerBits: integerBits).multipliedByPowerOfTwo(-24)
    }
  }

  private static func table(
    _ input: TensorQuantization, _ curve: (Int32) -> Int32
  ) -> [Int8] {
    let real = Double(input.scale) * 0x1p27
    let scaling = WideRequantizer(real: real)
    // Beyond it the argument leaves its bits.
    let radius = (15 * 0x1p27 / Double(sign: .plus, exponent: scaling.shift, significand: 1))
      .rounded(.down)
    return (-128...127).map { integer in
      let distance = Int32(integer) - input.zeroPoint
      if Double(distance) <= -radius { return .min }
      if Double(distance) >= radius { return .max }
      return Int8(clamping: curve(scaling.apply(distance)))
    }
  }
}

/// Multiplication by any positive real number as gemmlowp does it, without the runtime's limits.
struct WideRequantizer {
  /// Q31, 2³⁰ ..< 2³¹.
  let multiplier: Int32
  /// Power of two besides.
  let shift: Int

  init(real: Double) {
    var exponent = Int(real.exponent) + 1
    var mantissa = Int64((real.significand * 0x1p30).rounded(.toNearestOrAwayFromZero))
    if mantissa == 1 << 31 { (mantissa, exponent) = (1 << 30, exponent + 1) }
    multiplier = Int32(mantissa)
    shift = exponent
  }

  /// The product, which must fit.
  func apply(_ value: Int32) -> Int32 {
    let shifted = shift > 0 ? value << Int32(shift) : value
    return shifted.multipliedAsQ31(by: multiplier).multipliedByPowerOfTwo(Int32(min(shift, 0)))
  }
}
