/// What a network learns that is to tell recordings apart.
public struct Classification: Sendable, Hashable {
  /// Class of each clip, `0..<classCount`.
  public var labels: [Int]
  /// At least 2.
  public var classCount: Int
  /// Part of the target that is spread over all classes, 0 or more and below 1 (Szegedy and others,
  /// "Rethinking the Inception architecture", CVPR 2016).
  public var labelSmoothing: Float
  /// Whether a batch's windows are mixed with one another, and their targets with them: each with
  /// another of the batch, by a part drawn from Beta(1, 1) for each (Zhang and others, "mixup", ICLR
  /// 2018). Never where the network is judged.
  public var isMixed: Bool

  /// The usual recipe.
  public init(
    labels: [Int], classCount: Int, labelSmoothing: Float = 0.1, isMixed: Bool = true
  ) {
    self.labels = labels
    self.classCount = classCount
    self.labelSmoothing = labelSmoothing
    self.isMixed = isMixed
  }
}
