import EdgeRuntime

/// How an activation's integers stand for reals: `real = scale · (integer - zeroPoint)`.
///
/// int8 is asymmetric, -128…127. Source: Jacob et al., "Quantization and Training of Neural Networks
/// for Efficient Integer-Arithmetic-Only Inference" (2018), section 2.1, with zero always exact.
/// int16 is symmetric, as TensorFlow Lite's 16x8 kernels have it.
public struct TensorQuantization: Sendable, Hashable {
  /// What an integer is.
  public var elementType: ModelFile.ElementType
  /// Real value of one step; > 0.
  public var scale: Float
  /// The integer that means zero: -128…127, 0 of int16.
  public var zeroPoint: Int32

  /// Integers of step `scale` around `zeroPoint`.
  public init(elementType: ModelFile.ElementType = .int8, scale: Float, zeroPoint: Int32) {
    self.elementType = elementType
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// Covers `range` widened to hold zero. A range that is only zero gets steps of 1.
  /// - Parameter coarsest: the scale is at least this.
  public init(
    covering range: ActivationRange, as elementType: ModelFile.ElementType = .int8,
    atLeast coarsest: Float = 0
  ) {
    let low = Double(min(range.minimum, 0))
    let high = Double(max(range.maximum, 0))
    self.elementType = elementType
    let natural = Float(elementType == .int8 ? (high - low) / 255 : max(high, -low) / 32767)
    scale = max(natural >= .leastNormalMagnitude ? natural : 1, coarsest)
    guard elementType == .int8 else {
      zeroPoint = 0
      return
    }
    // The end that is zero stays zero: a ReLU's output has zero point -128 exactly. Where the
    // scale was coarsened, the range is centred instead of clipped at one end.
    let slack = 255 - (high - low) / Double(scale)
    let ideal =
      low == 0 && high > 0 ? -128 : (-128 - low / Double(scale) + max(slack, 0) / 2)
    self.zeroPoint = Int32(min(max(ideal.rounded(.toNearestOrAwayFromZero), -128), 127))
  }

  /// The integer nearest to `real`, saturated.
  public func quantize(_ real: Float) -> Int32 {
    let value = (Double(real) / Double(scale)).rounded(.toNearestOrAwayFromZero)
    let ends = elementType.range
    return Int32(
      min(max(value + Double(zeroPoint), Double(ends.lowerBound)), Double(ends.upperBound)))
  }

  /// The real number that `integer` stands for.
  public func dequantize(_ integer: some FixedWidthInteger) -> Float {
    scale * Float(Int32(integer) - zeroPoint)
  }

  /// The smallest and the largest real number that an integer stands for.
  public var range: ActivationRange {
    let ends = elementType.range
    return ActivationRange(
      minimum: dequantize(Int32(ends.lowerBound)), maximum: dequantize(Int32(ends.upperBound)))
  }

  /// The integers between which an activation leaves its results.
  func clamp(_ activation: FusedActivation) -> ClosedRange<Int32> {
    let ends = elementType.range
    let (low, high) = activation.bounds
    return
      (low.isFinite ? quantize(low) : Int32(ends.lowerBound))...(high.isFinite
      ? quantize(high) : Int32(ends.upperBound))
  }
}
