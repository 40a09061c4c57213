/// The scale that minimises the squared error of an output channel's integers, found exactly.
///
/// While no weight changes its integer, the error is a parabola in the scale. A weight `m` passes
/// from `k` to `k + 1` at the scale `m / (k + 1/2)`; going through all these places from the
/// coarsest scale down, the parabola's two sums are kept up to date, and each piece's lowest point
/// is known.
struct WeightScaleSearch {
  /// Magnitudes of the weights that count.
  private var magnitudes: [Double] = []
  private var importance: [Double] = []
  private let covering: Double
  private let largest: Double

  /// A weight's integer grows by one below `scale`.
  private struct Step {
    var scale: Double
    var weight: Int
    /// The integer above `scale`.
    var integer: Double
  }

  /// - Parameter covering: no scale is finer than this one unless clipping is allowed.
  init(
    _ row: some Collection<Float>, _ importance: [Double]?, covering: Float, largest: Double
  ) {
    self.covering = Double(covering)
    self.largest = largest
    for (index, weight) in row.enumerated() where weight != 0 {
      let factor = importance?[index] ?? 1
      guard factor > 0 else { continue }
      magnitudes.append(Double(abs(weight)))
      self.importance.append(factor)
    }
  }

  /// The best scale from a little above the covering one down to it, or with clipping down to where
  /// a single clipped weight costs more than all errors of the covering scale.
  func best(clipping: Bool) -> Double {
    // With clipping, weights that do not count need not be covered.
    let covering =
      clipping ? min(covering, (magnitudes.max() ?? 0) / largest) : covering
    // Coarser steps only win where weights happen to lie on them; an eighth, or eight steps of the
    // largest weight, is far enough to look.
    let coarsest = covering * (1 + min(1 / 8, 8 / largest))
    let finest = clipping ? finestScale(covering) : covering
    var sums = ErrorParabola()
    for index in magnitudes.indices {
      sums.add(importance[index], magnitudes[index], from: 0, to: integer(index, coarsest))
    }
    var best = (scale: covering, error: Double.infinity)
    var upper = coarsest
    for step in steps(from: coarsest, to: finest) {
      sums.improve(&best, step.scale...upper)
      sums.add(
        importance[step.weight], magnitudes[step.weight], from: step.integer, to: step.integer + 1)
      upper = step.scale
    }
    sums.improve(&best, finest...upper)
    return best.scale
  }

  private func integer(_ index: Int, _ scale: Double) -> Double {
    min((magnitudes[index] / scale + 0.5).rounded(.down), largest)
  }

  /// All places where an integer grows, from the coarsest scale down.
  private func steps(from coarsest: Double, to finest: Double) -> [Step] {
    var steps: [Step] = []
    for (index, magnitude) in magnitudes.enumerated() {
      var integer = integer(index, coarsest)
      while integer < largest {
        let scale = magnitude / (integer + 0.5)
        guard scale > finest else { break }
        steps.append(Step(scale: min(scale, coarsest), weight: index, integer: integer))
        integer += 1
      }
    }
    steps.sort { $0.scale > $1.scale }
    return steps
  }

  /// Below this scale some weight's clipping alone costs more than the covering scale does. At
  /// most 64 steps of the largest weight are cut, and never more than 15 of its 16 parts.
  private func finestScale(_ covering: Double) -> Double {
    var error = 0.0
    for index in magnitudes.indices {
      let rest = magnitudes[index] - covering * integer(index, covering)
      error += importance[index] * rest * rest
    }
    var finest = covering * max(1 / 16, 1 - 64 / largest)
    for (magnitude, importance) in zip(magnitudes, importance) {
      finest = max(finest, (magnitude - (error / importance).squareRoot()) / largest)
    }
    return min(finest, covering)
  }
}

/// Σ h (m - s q)² as a function of the scale s, less its value Σ h m² at 0, which is the same for
/// all integers q.
private struct ErrorParabola {
  /// Σ h m q
  private var linear = 0.0
  /// Σ h q²
  private var square = 0.0

  /// Replaces an integer `q` of a weight `m` of importance `h`; one that comes new was 0.
  mutating func add(_ h: Double, _ m: Double, from old: Double, to new: Double) {
    linear += h * m * (new - old)
    square += h * (new * new - old * old)
  }

  /// Takes the lowest point between two scales if it is lower than `best`.
  func improve(_ best: inout (scale: Double, error: Double), _ scales: ClosedRange<Double>) {
    guard square > 0 else { return }
    let scale = min(max(linear / square, scales.lowerBound), scales.upperBound)
    let error = scale * (scale * square - 2 * linear)
    if error < best.error { best = (scale, error) }
  }
}
