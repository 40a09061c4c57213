/// Why scores could not be judged.
public enum EvaluationError: Error, Equatable, CustomStringConvertible, Sendable {
  /// There are not as many scores as clips.
  case countMismatch(scores: Int, clips: Int)
  /// A score is NaN or infinite.
  case notFinite(score: Double, index: Int)
  /// One of the two classes is empty, so that nothing can be told apart.
  case oneClass(normal: Int, anomaly: Int)

  /// Three lines: what happened, where, what to do.
  public var description: String {
    switch self {
    case .countMismatch(let scores, let clips):
      """
      the scores do not fit the clips
        found \(scores) scores for \(clips) clips, expected one for each
        score every clip exactly once, in the order of the clips
      """
    case .notFinite(let score, let index):
      """
      a score is not a finite number
        clip \(index) (counted from 0) has the score \(score)
        look at this clip and at the model: the scores cannot be ranked
      """
    case .oneClass(let normal, let anomaly):
      """
      an ROC curve needs both normal and anomalous clips
        found \(normal) normal and \(anomaly) anomalous clips, expected at least 1 of each
        add clips of the missing class, or leave this group out
      """
    }
  }
}
