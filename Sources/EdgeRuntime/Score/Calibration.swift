/// What turns a decision's score into a verdict and a probability.
public struct Calibration {
  /// Decisions at or above it are anomalies; dB² in Q24.
  public let thresholdQ24: Int64
  /// Scores of the probability table, strictly ascending, dB² in Q24; at least two.
  public let knotsQ24: UnsafeBufferPointer<Int64>
  /// Probability at each knot, never falling, 0…32767.
  public let probabilitiesQ15: UnsafeBufferPointer<Int16>

  /// What tells which bands made a decision; a site's calibration leaves the model's as it is.
  public let bands: BandNorms

  /// A calibration as it stands; a model's is checked when it is loaded.
  public init(
    thresholdQ24: Int64, knotsQ24: UnsafeBufferPointer<Int64>,
    probabilitiesQ15: UnsafeBufferPointer<Int16>, bands: BandNorms = .none
  ) {
    self.thresholdQ24 = thresholdQ24
    self.knotsQ24 = knotsQ24
    self.probabilitiesQ15 = probabilitiesQ15
    self.bands = bands
  }

  /// Share of normal decisions whose score lies below this one, Q15: linear between the knots,
  /// rounded to nearest, constant outside them. Never falls as the score rises.
  public func probabilityQ15(ofScoreQ24 score: Int64) -> Int16 {
    let last = knotsQ24.count &- 1
    if score <= knotsQ24[0] { return probabilitiesQ15[0] }
    if score >= knotsQ24[last] { return probabilitiesQ15[last] }
    var (low, high) = (0, last)
    while high &- low > 1 {
      let middle = (low &+ high) / 2
      if knotsQ24[middle] <= score { low = middle } else { high = middle }
    }
    // Knots are at most 2⁴⁶ and probabilities below 2¹⁵: the product stays below 2⁶².
    let rise = Int64(widening: probabilitiesQ15[high]) -% Int64(widening: probabilitiesQ15[low])
    let span = knotsQ24[high] -% knotsQ24[low]
    let part = (rise *% (score -% knotsQ24[low]) +% span / 2) / span
    return probabilitiesQ15[low] +% Int16(narrowing: part)
  }
}
