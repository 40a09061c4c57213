/// Clips in falling order of their scores: all that an ROC curve depends on.
///
/// Sorted once, its areas can be taken again and again with other weights of the clips, in linear
/// time; that is what makes resampling cheap.
struct RankedScores: Sendable {
  /// One clip in its rank.
  private struct Entry {
    var clip: Int32
    var isAnomaly: Bool
    /// Whether the next clip has a lower score.
    var endsTie: Bool
  }

  private let entries: [Entry]
  private let normalCount: Int
  private let anomalyCount: Int

  /// Ranks the clips with these indices.
  ///
  /// - Parameters:
  ///   - scores: finite; of all clips.
  ///   - normal: indices of normal clips, at least one.
  ///   - anomaly: indices of anomalous clips, at least one.
  init(scores: [Double], normal: [Int], anomaly: [Int]) {
    precondition(!normal.isEmpty && !anomaly.isEmpty, "an ROC curve needs both classes")
    var ranked =
      normal.map { Entry(clip: Int32($0), isAnomaly: false, endsTie: true) }
      + anomaly.map { Entry(clip: Int32($0), isAnomaly: true, endsTie: true) }
    ranked.sort { scores[Int($0.clip)] > scores[Int($1.clip)] }
    for rank in ranked.indices.dropLast() {
      ranked[rank].endsTie =
        scores[Int(ranked[rank].clip)] > scores[Int(ranked[rank + 1].clip)]
    }
    entries = ranked
    normalCount = normal.count
    anomalyCount = anomaly.count
  }

  /// Goes through the distinct scores from the highest down, with the number of clips of each class
  /// that score as high or higher, and a clip that has the score.
  func forEachTie(_ body: (_ normals: Int, _ anomalies: Int, _ clip: Int) -> Void) {
    var normals = 0
    var anomalies = 0
    for entry in entries {
      if entry.isAnomaly { anomalies += 1 } else { normals += 1 }
      if entry.endsTie { body(normals, anomalies, Int(entry.clip)) }
    }
  }

  /// Area under the curve up to a false positive rate, each clip counted once.
  func area(maxFPR: Double) -> Double {
    areas(maxFPR: maxFPR) { _ in 1 }.partial
  }

  /// The McClish-standardised area, each clip counted once.
  func standardisedArea(maxFPR: Double) -> Double {
    Self.standardised(area(maxFPR: maxFPR), maxFPR: maxFPR)
  }

  /// AUC and standardised partial AUC with each clip counted as often as `weights` says; a clip's
  /// weight stands at its index. The weights of each class must sum to its number of clips.
  func weightedAreas(_ weights: [Int32], maxFPR: Double) -> (auc: Double, pauc: Double) {
    let (full, partial) = weights.withUnsafeBufferPointer { weights in
      areas(maxFPR: maxFPR) { Int(weights[Int($0)]) }
    }
    return (full, Self.standardised(partial, maxFPR: maxFPR))
  }

  /// Chance gives a partial area of half the square of the rate, a perfect detector the rate.
  private static func standardised(_ area: Double, maxFPR: Double) -> Double {
    guard maxFPR < 1 else { return area }
    let chance = maxFPR * maxFPR / 2
    return (1 + (area - chance) / (maxFPR - chance)) / 2
  }

  /// The trapezoids under the curve, in units of half a pair of clips: whole numbers, and therefore
  /// exact, but for the one that `maxFPR` cuts.
  @inline(__always)
  private func areas(
    maxFPR: Double, weight: (Int32) -> Int
  ) -> (full: Double, partial: Double) {
    precondition(maxFPR > 0 && maxFPR <= 1, "the rate must be above 0 and at most 1")
    let limit = maxFPR * Double(normalCount)
    var normals = 0
    var anomalies = 0
    var newNormals = 0
    var newAnomalies = 0
    var halves = 0
    var partialHalves: Double?
    for entry in entries {
      let count = weight(entry.clip)
      if entry.isAnomaly { newAnomalies += count } else { newNormals += count }
      guard entry.endsTie else { continue }
      if partialHalves == nil, Double(normals + newNormals) > limit {
        let width = limit - Double(normals)
        let height = width / Double(newNormals) * Double(newAnomalies)
        partialHalves = Double(halves) + width * (Double(2 * anomalies) + height)
      }
      halves += newNormals * (2 * anomalies + newAnomalies)
      normals += newNormals
      anomalies += newAnomalies
      newNormals = 0
      newAnomalies = 0
    }
    let pairs = 2 * Double(normalCount * anomalyCount)
    return (Double(halves) / pairs, (partialHalves ?? Double(halves)) / pairs)
  }
}
