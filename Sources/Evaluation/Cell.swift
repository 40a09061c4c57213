/// Clips that are compared with each other: one ROC curve.
struct Cell: Sendable {
  let group: [String]
  /// Nil if the cell spans all domains of its group.
  let domain: String?
  /// Indices of the clips.
  let normal: [Int]
  let anomaly: [Int]

  var isComplete: Bool { !normal.isEmpty && !anomaly.isEmpty }

  func ranked(_ scores: [Double]) -> RankedScores? {
    isComplete ? RankedScores(scores: scores, normal: normal, anomaly: anomaly) : nil
  }
}
