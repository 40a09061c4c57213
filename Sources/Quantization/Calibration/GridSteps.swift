/// Multiples of a step size from the lowest to the highest.
struct GridSteps {
  let size: Double
  let lowest: Double
  let highest: Double

  /// Squared error of the values of a bin.
  func error(_ bin: ActivationHistogram.Bin) -> Double {
    guard bin.high > bin.low else {
      let distance = bin.low - nearest(bin.low)
      return bin.count * distance * distance
    }
    return bin.count * (integral(bin.high) - integral(bin.low)) / (bin.high - bin.low)
  }

  private func nearest(_ x: Double) -> Double {
    // To the nearest whole number: the sum has no room for fractions.
    let whole = (x / size + 0x1.8p52) - 0x1.8p52
    return min(max(whole * size, lowest), highest)
  }

  /// The integral of (x - nearest(x))² from 0 to `x`: a twelfth of the step's cube for each step.
  private func integral(_ x: Double) -> Double {
    let nearest = nearest(x)
    let rest = x - nearest
    return nearest * size * size / 12 + rest * rest * rest / 3
  }
}

extension ActivationHistogram {
  /// The mean squared error of rounding and clipping all values seen, if the integers of `grid`
  /// cover `range` widened to hold zero; 0 of nothing. Values are taken to lie evenly in each bin.
  public func meanSquaredError(of range: ActivationRange, on grid: ActivationGrid) -> Double {
    let low = Double(min(range.minimum, 0))
    let high = Double(max(range.maximum, 0))
    let width = grid.isSymmetric ? 2 * max(-low, high) : high - low
    // Of a range that is only zero everything is clipped.
    let size = width > 0 ? width / Double(grid.steps) : 1
    // The zero point is rounded, counted from the middle integer.
    let middle = Double(grid.steps / 2 + grid.steps % 2)
    let lower =
      grid.isSymmetric
      ? middle : middle + (-low / size - middle).rounded(.toNearestOrAwayFromZero)
    let steps = GridSteps(
      size: size, lowest: width > 0 ? -lower * size : 0,
      highest: width > 0 ? (Double(grid.steps) - lower) * size : 0)
    let sum = occupiedBins.reduce(0) { $0 + steps.error($1) }
    return count > 0 ? sum / Double(count) : 0
  }

  /// The share of all values seen that lie outside of `range`, 0…1, interpolated inside a bin.
  public func share(outside range: ActivationRange) -> Double {
    guard count > 0 else { return 0 }
    let (low, high) = (Double(range.minimum), Double(range.maximum))
    var inside = range.minimum <= 0 && range.maximum >= 0 ? Double(zeros) : 0
    for bin in occupiedBins {
      let part =
        bin.high > bin.low
        ? (min(bin.high, high) - max(bin.low, low)) / (bin.high - bin.low)
        : (low...high).contains(bin.low) ? 1 : 0
      inside += bin.count * min(max(part, 0), 1)
    }
    return min(max(1 - inside / Double(count), 0), 1)
  }
}
