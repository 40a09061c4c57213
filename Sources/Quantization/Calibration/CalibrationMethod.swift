/// How the range of an activation is read off the calibration clips.
public enum CalibrationMethod: Sendable, Hashable, CustomStringConvertible {
  /// Smallest to largest value seen. The default: what is abnormal drives activations to, and
  /// beyond, the edge of what normal sound reaches, so cutting the tail of the normal
  /// distribution flattens exactly the scores that the detector lives by.
  case minMax
  /// `percent` of the values on each side of zero; 99.99 leaves out one in 10,000. For calibration
  /// clips with stray clicks or drop-outs that would stretch the range of everything else.
  case percentile(Double)

  /// `minmax`, or `percentile` and its number.
  public var description: String {
    switch self {
    case .minMax: "minmax"
    case .percentile(let percent): "percentile \(percent)"
    }
  }

  /// The range this method takes from `histogram`.
  func range(of histogram: ActivationHistogram) -> ActivationRange {
    guard histogram.count > 0 else { return ActivationRange(minimum: 0, maximum: 0) }
    return switch self {
    case .minMax: ActivationRange(minimum: histogram.minimum, maximum: histogram.maximum)
    case .percentile(let percent):
      ActivationRange(
        minimum: histogram.quantile(1 - percent / 100),
        maximum: histogram.quantile(percent / 100))
    }
  }
}

/// The interval of reals that an activation's integers are to cover.
public struct ActivationRange: Sendable, Hashable {
  /// Lower end.
  public var minimum: Float
  /// Upper end; not below `minimum`.
  public var maximum: Float

  /// The interval from `minimum` to `maximum`.
  public init(minimum: Float, maximum: Float) {
    self.minimum = minimum
    self.maximum = maximum
  }
}
