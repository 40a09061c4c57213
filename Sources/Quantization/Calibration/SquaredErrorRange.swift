/// The range whose integers have the smallest expected squared error: what rounding costs inside
/// of it and what clipping costs outside.
///
/// Source: Nagel et al., "A White Paper on Neural Network Quantization" (2021), section 3.1, range
/// setting by mean squared error. The expectation is taken over the histogram with values evenly
/// spread in each bin; for these the integrals are exact, however bins and steps lie.
struct SquaredErrorRange {
  private let bins: [ActivationHistogram.Bin]
  private let grid: ActivationGrid
  /// Step of the grid that just covers everything seen.
  private let naturalStep: Double
  /// Count, Σx and Σx² of the first so many bins.
  private var below: [SIMD4<Double>] = [SIMD4()]

  /// One grid, and what it costs.
  private struct Candidate {
    var step: Double
    /// Steps below zero.
    var lower = 0
    var error = Double.infinity
    /// The part of the error that no other zero point of the same step avoids.
    var leastClipping = Double.infinity
  }

  /// - Parameter histogram: of at least two different values.
  init(_ histogram: ActivationHistogram, on grid: ActivationGrid) {
    bins = histogram.occupiedBins
    self.grid = grid
    let low = Double(min(histogram.minimum, 0))
    let high = Double(max(histogram.maximum, 0))
    naturalStep = (grid.isSymmetric ? 2 * max(-low, high) : high - low) / Double(grid.steps)
    for bin in bins {
      let square = (bin.low * bin.low + bin.low * bin.high + bin.high * bin.high) / 3
      below.append(
        below[below.count - 1]
          + bin.count * SIMD4(1, (bin.low + bin.high) / 2, square, 0))
    }
  }

  /// The best of the steps from the one that covers everything, in parts of 2 %, down to where
  /// clipping alone costs more; then around it in parts of a thousandth.
  func search() -> ActivationRange {
    // With a step more everything is covered wherever zero falls on the grid.
    let first = naturalStep * (1 + 1 / Double(grid.steps))
    var best = Candidate(step: first)
    var step = first
    while step > naturalStep * 1e-6 {
      let candidate = cheapest(step: step)
      if candidate.error < best.error { best = candidate }
      if candidate.leastClipping > best.error { break }
      step *= 0.98
    }
    let middle = best.step
    for thousandth in -20...20 {
      let candidate = cheapest(step: middle * (1 + Double(thousandth) / 1000))
      if candidate.error < best.error { best = candidate }
    }
    return ActivationRange(
      minimum: Float(-Double(best.lower) * best.step),
      maximum: Float(Double(grid.steps - best.lower) * best.step))
  }

  /// The best zero point for a step.
  private func cheapest(step: Double) -> Candidate {
    var rounding = [0.0]
    rounding.reserveCapacity(bins.count + 1)
    let steps = GridSteps(size: step, lowest: -.infinity, highest: .infinity)
    for bin in bins { rounding.append(rounding[rounding.count - 1] + steps.error(bin)) }
    var best = Candidate(step: step)
    for lower in lowers {
      let (error, clipping) = error(step, lower: lower, rounding)
      best.leastClipping = min(best.leastClipping, clipping)
      if error < best.error { (best.error, best.lower) = (error, lower) }
    }
    return best
  }

  /// Steps that may lie below zero.
  private var lowers: ClosedRange<Int> {
    if grid.isSymmetric { return grid.steps / 2...grid.steps / 2 }
    if let first = bins.first, first.low >= 0 { return 0...0 }
    if let last = bins.last, last.high <= 0 { return grid.steps...grid.steps }
    return 0...grid.steps
  }

  /// - Parameter rounding: of the first so many bins, without any clipping.
  private func error(
    _ step: Double, lower: Int, _ rounding: [Double]
  ) -> (error: Double, clipping: Double) {
    let low = -Double(lower) * step
    let high = Double(grid.steps - lower) * step
    // Bins in rising order: under the range, across its end, inside, across its end, above.
    let under = bins.partitionPoint { $0.high > low }
    let inside = bins.partitionPoint { $0.low >= low }
    let across = bins.partitionPoint { $0.high > high }
    let above = max(bins.partitionPoint { $0.low >= high }, inside)
    let clipping =
      Self.clipping(below[under], to: low)
      + Self.clipping(below[bins.count] - below[above], to: high)
    var error = clipping
    if inside < across { error += rounding[across] - rounding[inside] }
    let steps = GridSteps(size: step, lowest: low, highest: high)
    for index in under..<inside { error += steps.error(bins[index]) }
    for index in max(across, inside)..<above { error += steps.error(bins[index]) }
    return (error, clipping)
  }

  /// Σ(x - end)², of values whose sums are given.
  private static func clipping(_ sums: SIMD4<Double>, to end: Double) -> Double {
    max(sums[2] - 2 * end * sums[1] + end * end * sums[0], 0)
  }
}

extension Array {
  /// The first index from which on `isBeyond` holds, as it does for all behind the first.
  fileprivate func partitionPoint(_ isBeyond: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
