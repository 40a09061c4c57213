import Foundation

@testable import EdgeRuntime

/// gemmlowp's exponential, logistic function and hyperbolic tangent of fixed-point numbers, and what
/// TensorFlow Lite makes of them for int8.
enum GemmlowpCurves {
  /// int8 output for a difference from the zero point.
  static func value(isTanh: Bool, of difference: Int, scale: Float) -> Int {
    let steps = Requantizer(nearest: Double(scale) * 0x1p27)
    let radius = Int((15 * 0x1p27 / exp2(Double(steps.shift))).rounded(.down))
    if difference <= -radius { return -128 }
    if difference >= radius { return 127 }
    let argumentQ27 = steps.requantize(Int32(difference))
    let result =
      isTanh
      ? tanhQ31(argumentQ27).dividedByPowerOfTwo(24)
      : logisticQ31(argumentQ27).dividedByPowerOfTwo(23) - 128
    return min(max(Int(result), -128), 127)
  }

  /// exp(-i · scale · beta) for i in 0…255, Q31; 0 for what is left out of a softmax.
  static func exponentials(scale: Float, beta: Float) -> [Int] {
    let steps = Requantizer(nearest: min(Double(beta) * Double(scale) * 0x1p26, 0x1p31 - 1))
    let limit = Int((31 * 0x1p26 / exp2(Double(steps.shift))).rounded(.down))
    return (0...255).map { index in
      index > limit ? 0 : Int(expQ31(steps.requantize(-Int32(index)), integerBits: 5))
    }
  }

  private static func logisticQ31(_ xQ27: Int32) -> Int32 {
    if xQ27 == 0 { return 1 << 30 }
    let positive = reciprocalQ29(expQ31(-abs(xQ27), integerBits: 4)).timesPower(1)
    return xQ27 > 0 ? positive : .max - positive
  }

  private static func tanhQ31(_ xQ27: Int32) -> Int32 {
    if xQ27 == 0 { return 0 }
    // (1 - e) / (1 + e) with e = exp(-2|x|): x in Q27 is 2x in Q26.
    let e = expQ31(-abs(xQ27), integerBits: 5)
    let positive = (reciprocalQ29(e) - 1 << 29).timesPower(2)
    return xQ27 > 0 ? positive : -positive
  }

  /// exp(x) for x ≤ 0 with so many bits before the point.
  private static func expQ31(_ x: Int32, integerBits: Int32) -> Int32 {
    if x == 0 { return .max }
    let fractionalBits = 31 - integerBits
    let quarter: Int32 = 1 << (fractionalBits - 2)
    let rest = (x & (quarter - 1)) - quarter
    var result = expOfQuarterQ31(rest.timesPower(integerBits))
    // What was left out, bit by bit: exp(-2^k) in Q31 from k = -2 on.
    let factors: [Int32] = [
      1_672_461_947, 1_302_514_674, 790_015_084, 290_630_308, 39_332_535, 720_401, 242,
    ]
    for (place, factor) in factors.enumerated() where integerBits > Int32(place) - 2 {
      if (rest - x) >> (fractionalBits + Int32(place) - 2) & 1 == 1 {
        result = result.multipliedAsQ31(by: factor)
      }
    }
    return result
  }

  /// exp(x) for x in -1/4 ..< 0: Taylor's series around -1/8, to the fourth power.
  private static func expOfQuarterQ31(_ a: Int32) -> Int32 {
    let x = a + 1 << 28
    let square = x.multipliedAsQ31(by: x)
    let cube = square.multipliedAsQ31(by: x)
    let fourth = square.multipliedAsQ31(by: square).timesPower(-2)
    let higher = ((fourth + cube).multipliedAsQ31(by: 715_827_883) + square).timesPower(-1)
    return 1_895_147_668 + (x + higher).multipliedAsQ31(by: 1_895_147_668)
  }

  /// 2 / (1 + x) in Q29.
  private static func reciprocalQ29(_ xQ31: Int32) -> Int32 {
    let half = Int32((Int64(xQ31) + Int64(Int32.max) + 1) / 2)
    var x = 1_515_870_810 + half.multipliedAsQ31(by: -1_010_580_540)
    for _ in 0..<3 {
      let error = 1 << 29 - half.multipliedAsQ31(by: x)
      x += x.multipliedAsQ31(by: error).timesPower(2)
    }
    return x
  }
}

extension Int32 {
  /// Times 2^exponent, saturated, or rounded where it is negative.
  fileprivate func timesPower(_ exponent: Int32) -> Int32 {
    exponent < 0
      ? dividedByPowerOfTwo(-exponent) : Int32(clamping: Int64(self) << Int64(exponent))
  }
}

/// The table of the int16 curves.
enum SigmoidTable {
  /// 2¹⁶ · logistic(i / 24), less half of what a straight line to the next entry misses halfway.
  static var values: [Int] {
    let curve = { (i: Double) in 65536 / (1 + exp(-i / 24)) }
    return (0..<255).map { index in
      let i = Double(index)
      let miss = (curve(i) + curve(i + 1)) / 2 - curve(i + 0.5)
      return Int((curve(i) - miss / 2).rounded())
    } + [65535]
  }

  /// What brings an input to steps of 1 / (3 · 2¹²).
  static func factor(isTanh: Bool, scale: Float) -> Requantizer {
    let power = Int(log2(Double(scale)).rounded())
    if scale == Float(exp2(Double(power))), power == -12 || isTanh && power == -11 {
      return Requantizer(multiplier: 3 << Int32(12 + power), shift: 0)
    }
    var (factor, shift) = (Double(scale) * 3 * 4096, Int32(0))
    while factor <= 32767.0 / 2, shift <= 30 { (factor, shift) = (2 * factor, shift + 1) }
    return Requantizer(multiplier: Int32(factor), shift: shift)
  }
}

/// The tables of the int16 softmax, in arithmetic of 24 bits.
enum HalfTables {
  static var exponential: [Int] { table(from: -10, to: 0) { exp($0) } }
  static var reciprocal: [Int] { table(from: 0, to: 1) { 1 / (1 + $0) } }

  private static func table(from low: Float, to high: Float, _ curve: (Float) -> Float) -> [Int] {
    let step = (high - low) / 512
    func scaled(_ place: Float) -> Float { curve(place) * 32768 }
    func rounded(_ value: Float) -> Float { value.rounded(.toNearestOrAwayFromZero) }
    let entries = (0..<512).map { index -> Float in
      let place = low + Float(index) * step
      let own = rounded(scaled(place))
      let line = rounded((scaled(low + Float(index + 1) * step) + own) / 2)
      let miss = line - rounded(scaled(place + step / 2))
      return own - rounded(miss / 2)
    }
    return (entries + [rounded(scaled(high))]).map { Int(min(max($0, -32768), 32767)) }
  }
}
