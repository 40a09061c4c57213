/// Where a training stands; handed to the caller a few times a second and after each epoch.
public struct TrainingProgress: Sendable, Equatable {
  /// From 1.
  public var epoch: Int
  /// Epochs in all, if it is not stopped early.
  public var epochs: Int
  /// Part of the epoch that is done, 0…1.
  public var epochFraction: Double
  /// Mean loss of the epoch's batches so far, see `TrainingRecord.trainingLosses`.
  public var trainingLoss: Double
  /// Of the last whole epoch; nil in the first one and without validation clips.
  public var validationLoss: Double?
  /// Lowest loss that a snapshot was taken at; nil in the first epoch.
  public var bestLoss: Double?
  /// Training windows a second since the start.
  public var windowsPerSecond: Double
  /// Since the start.
  public var secondsElapsed: Double
  /// Estimate from the rate so far, if it is not stopped early.
  public var secondsLeft: Double
}
