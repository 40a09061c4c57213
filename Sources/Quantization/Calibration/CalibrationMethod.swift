/// How the range of an activation is read off the calibration clips.
public enum CalibrationMethod: Sendable, Hashable, CustomStringConvertible {
  /// Smallest to largest value seen. What is abnormal drives activations to, and beyond, the edge of
  /// what normal sound reaches: cutting the tail of the normal distribution flattens exactly the
  /// scores that the detector lives by.
  case minMax
  /// `percent` of the values on each side of zero; 99.99 leaves out one in 10,000. For calibration
  /// clips with stray clicks or drop-outs that would stretch the range of everything else.
  case percentile(Double)
  /// The smallest mean squared error of rounding and clipping together (`SquaredErrorRange`).
  case meanSquaredError
  /// The smallest Kullback-Leibler divergence from the distribution seen (`EntropyRange`).
  case entropy
  /// The exponentially weighted mean of each clip's extremes (`ExtremesAverage`). The only method
  /// that depends on the order of the clips.
  case movingAverage

  /// `minmax`, `percentile` and its number, `mse`, `entropy` or `moving-average`.
  public var description: String {
    switch self {
    case .minMax: "minmax"
    case .percentile(let percent): "percentile \(percent)"
    case .meanSquaredError: "mse"
    case .entropy: "entropy"
    case .movingAverage: "moving-average"
    }
  }

  /// The range this method takes from what was seen of a tensor, for integers of `grid`; 0…0 of
  /// nothing, and the one value of a tensor that is constant.
  public func range(
    of statistics: ActivationStatistics, on grid: ActivationGrid
  ) -> ActivationRange {
    let histogram = statistics.histogram
    guard histogram.count > 0 else { return ActivationRange(minimum: 0, maximum: 0) }
    let whole = ActivationRange(minimum: histogram.minimum, maximum: histogram.maximum)
    guard whole.minimum < whole.maximum else { return whole }
    return switch self {
    case .minMax: whole
    case .percentile(let percent):
      ActivationRange(
        minimum: histogram.quantile(1 - percent / 100),
        maximum: histogram.quantile(percent / 100))
    case .meanSquaredError: SquaredErrorRange(histogram, on: grid).search()
    case .entropy: EntropyRange.search(histogram, on: grid)
    case .movingAverage: statistics.average.range
    }
  }
}
