import PortableArithmetic

/// Gamma distribution of positive scores; density ∝ `x^(shape-1) · exp(-x / scale)`.
///
/// Scores of normal sound follow it well enough for thresholds; as DCASE's baselines since 2021
/// and Kriegel et al., "Interpreting and Unifying Outlier Scores" (2011), do.
public struct GammaDistribution: Sendable, Equatable {
  /// k; > 0.
  public var shape: Double
  /// θ, in the units of the scores; > 0.
  public var scale: Double

  /// - Precondition: both are above 0.
  public init(shape: Double, scale: Double) {
    precondition(shape > 0 && scale > 0)
    self.shape = shape
    self.scale = scale
  }

  /// k·θ.
  public var mean: Double { shape * scale }

  /// P(X ≤ x).
  public func cumulative(_ x: Double) -> Double {
    IncompleteGamma.regularized(shape, max(x, 0) / scale).lower
  }

  /// P(X > x), with full relative precision in the far tail.
  public func survival(_ x: Double) -> Double {
    IncompleteGamma.regularized(shape, max(x, 0) / scale).upper
  }

  /// The score below which `probability` (0 ..< 1) of the distribution lies.
  public func quantile(_ probability: Double) -> Double {
    precondition((0..<1).contains(probability))
    if probability == 0 { return 0 }
    return probability > 0.5
      ? quantile(upperTail: 1 - probability)
      : solve { cumulative($0) < probability }
  }

  /// The score that `tail` (0 < tail ≤ 1) of the distribution exceeds.
  public func quantile(upperTail tail: Double) -> Double {
    precondition(tail > 0 && tail <= 1)
    return solve { survival($0) > tail }
  }

  /// Bisection: `isBelow` tells whether a score lies below the one wanted. Brackets grow from the
  /// mean; 200 halvings exhaust Double's precision long before.
  private func solve(_ isBelow: (Double) -> Bool) -> Double {
    var low = 0.0
    var high = mean
    while isBelow(high), high < .greatestFiniteMagnitude / 4 {
      low = high
      high *= 2
    }
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if isBelow(middle) { low = middle } else { high = middle }
    }
    return high
  }

  /// Maximum-likelihood fit with location 0.
  ///
  /// Newton's method on `ln k - ψ(k) = ln(mean) - mean(ln)`: Choi and Wette, "Maximum Likelihood
  /// Estimation of the Parameters of the Gamma Distribution and Their Bias" (1969). The left side is
  /// convex and lies between 1/2k and 1/k, so that the steps from half the inverse of the right side
  /// all lead upwards, and the root is within twice that. The shape stays in 10⁻³ … 10⁶: beyond, the sample is a point or has no mean.
  /// - Returns: nil for fewer than two values, values ≤ 0 or not finite, all values
  ///   equal, or one that is nothing beside the mean.
  public init?(fitting values: Span<Double>) {
    guard values.count >= 2 else { return nil }
    var sum = 0.0
    for index in values.indices {
      guard values[index] > 0, values[index].isFinite else { return nil }
      sum += values[index]
    }
    let mean = sum / Double(values.count)
    guard mean.isFinite else { return nil }
    // Relative to the mean, through log(1 + x): the difference of the two logarithms is tiny for
    // narrow samples and would drown in rounding.
    var logarithms = 0.0
    for index in values.indices {
      let deviation = (values[index] - mean) / mean
      guard deviation > -1 else { return nil }
      logarithms += PortableMath.logarithm(onePlus: deviation)
    }
    let spread = -logarithms / Double(values.count)
    guard spread > 1e-12 else { return nil }
    var shape = 1 / (2 * spread)
    for _ in 0..<50 {
      let value = PortableMath.logarithm(shape) - IncompleteGamma.digamma(shape) - spread
      let slope = 1 / shape - IncompleteGamma.trigamma(shape)
      let next = min(max(shape - value / slope, shape / 4), shape * 4)
      let settled = abs(next - shape) < 1e-13 * shape
      shape = next
      if settled { break }
    }
    shape = min(max(shape, 1e-3), 1e6)
    self.init(shape: shape, scale: mean / shape)
  }
}
