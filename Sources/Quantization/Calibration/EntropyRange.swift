import Foundation

/// The range whose integers keep most of the information: the smallest Kullback-Leibler divergence
/// between the distribution as it was seen and the one that the integers hold.
///
/// Source: Migacz, "8-bit Inference with TensorRT" (GPU Technology Conference 2017), written from
/// the description there. Magnitudes are counted in bins. To keep the first `m` of them, the
/// reference is these bins, with all that lies beyond added to the last; the candidate is the same
/// bins without that, merged evenly into as many levels as the integers have and each level's count
/// spread again over those of its bins that are not empty. The threshold is in the middle of the
/// bin behind the `m` with the smallest divergence.
///
/// Zeros are left out of the count: they are exact on every grid, and as the bulk of a ReLU's output
/// they would pull every threshold to nothing. With more levels than bins nothing is lost by
/// merging, and the whole range stays.
struct EntropyRange {
  /// Values by magnitude.
  let counts: [Int]
  /// Levels that magnitudes are rounded to.
  let levels: Int

  /// The range for a histogram of at least two different values. Of a signed distribution the
  /// magnitudes share half the levels, and neither end passes what was seen.
  static func search(_ histogram: ActivationHistogram, on grid: ActivationGrid) -> ActivationRange {
    let isOneSided = histogram.minimum >= 0 || histogram.maximum <= 0
    let levels = isOneSided && !grid.isSymmetric ? grid.steps + 1 : grid.steps / 2 + 1
    let kept = EntropyRange(counts: histogram.magnitudes, levels: levels).binsToKeep()
    let threshold = Float((Double(kept) + 0.5) * (histogram.binWidth ?? 0))
    return ActivationRange(
      minimum: max(histogram.minimum, -threshold), maximum: min(histogram.maximum, threshold))
  }

  /// How many bins, from zero on, the range is to hold: at least `levels` where there are so many.
  /// Of equal divergences the one that clips least counts.
  func binsToKeep() -> Int {
    guard counts.count > levels else { return counts.count }
    let sums = PrefixSums(counts)
    var best = (bins: counts.count, divergence: Double.infinity)
    for kept in stride(from: counts.count, through: levels, by: -1) {
      let divergence = divergence(keeping: kept, sums)
      if divergence < best.divergence { best = (kept, divergence) }
    }
    return best.bins
  }

  /// Σ p log(p/q) over the bins kept, p and q as shares of their sums; infinite where q is nothing
  /// and p is not.
  private func divergence(keeping kept: Int, _ sums: PrefixSums) -> Double {
    let last = Double(counts[kept - 1])
    guard last > 0 else { return .infinity }
    let outliers = Double(sums.values[counts.count] - sums.values[kept])
    // Σ p log p of the counts, then - Σ p log q level by level, in which q is one number.
    var sum = sums.entropies[kept] - last * log(last) + (last + outliers) * log(last + outliers)
    for level in 0..<levels {
      let (from, to) = (level * kept / levels, (level + 1) * kept / levels)
      let inside = Double(sums.values[to] - sums.values[from])
      guard inside > 0 else { continue }
      let share = log(inside / Double(sums.occupied[to] - sums.occupied[from]))
      sum -= (level == levels - 1 ? inside + outliers : inside) * share
    }
    let (all, within) = (Double(sums.values[counts.count]), Double(sums.values[kept]))
    return sum / all - log(all / within)
  }

  /// Sums over the first so many bins.
  private struct PrefixSums {
    private(set) var values = [0]
    private(set) var occupied = [0]
    /// Σ count · log(count)
    private(set) var entropies = [0.0]

    init(_ counts: [Int]) {
      for (index, count) in counts.enumerated() {
        values.append(values[index] + count)
        occupied.append(occupied[index] + (count > 0 ? 1 : 0))
        entropies.append(entropies[index] + (count > 0 ? Double(count) * log(Double(count)) : 0))
      }
    }
  }
}
