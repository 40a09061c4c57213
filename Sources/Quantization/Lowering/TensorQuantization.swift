/// Asymmetric int8: `real = scale · (integer - zeroPoint)`, integers in -128…127.
///
/// Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient
/// Integer-Arithmetic-Only Inference" (2018), section 2.1, with zero always exact.
public struct TensorQuantization: Sendable, Equatable {
  /// Real value of one step; > 0.
  public var scale: Float
  /// The integer that means zero, -128…127.
  public var zeroPoint: Int32

  /// Integers of step `scale` around `zeroPoint`.
  public init(scale: Float, zeroPoint: Int32) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// Covers `range` widened to hold zero. A range that is only zero gets steps of 1.
  /// - Parameter coarsest: the scale is at least this.
  public init(covering range: ActivationRange, atLeast coarsest: Float = 0) {
    let low = Double(min(range.minimum, 0))
    let high = Double(max(range.maximum, 0))
    let natural = Float((high - low) / 255)
    let scale = max(natural >= .leastNormalMagnitude ? natural : 1, coarsest)
    self.scale = scale
    // The end that is zero stays zero: a ReLU's output has zero point -128 exactly. Where the
    // scale was coarsened, the range is centred instead of clipped at one end.
    let slack = 255 - (high - low) / Double(scale)
    let ideal =
      low == 0 && high > 0 ? -128 : (-128 - low / Double(scale) + max(slack, 0) / 2)
    self.zeroPoint = Int32(min(max(ideal.rounded(.toNearestOrAwayFromZero), -128), 127))
  }

  /// The integer nearest to `real`, saturated.
  public func quantize(_ real: Float) -> Int8 {
    let value = (Double(real) / Double(scale)).rounded(.toNearestOrAwayFromZero)
    return Int8(min(max(value + Double(zeroPoint), -128), 127))
  }

  /// The real number that `integer` stands for.
  public func dequantize(_ integer: Int8) -> Float {
    scale * Float(Int32(integer) - zeroPoint)
  }
}
