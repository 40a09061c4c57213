/// What a training did.
public struct TrainingRecord: Sendable, Equatable {
  /// Why it ended.
  public enum Ending: String, Sendable {
    /// All epochs were run.
    case completed
    /// The validation loss had not improved for the patience.
    case stoppedEarly
    /// The caller asked for it.
    case interrupted
  }

  /// The options it ran with.
  public var options: TrainingOptions
  /// Mean squared error of each whole epoch's batches, in training mode.
  public var trainingLosses: [Double] = []
  /// Mean squared error of the validation clips after each epoch, in evaluation mode; empty without
  /// validation clips.
  public var validationLosses: [Double] = []
  /// Epoch (from 1) whose weights were kept.
  public var bestEpoch = 0
  /// Validation loss of that epoch; its training loss without validation clips.
  public var bestLoss = Double.infinity
  /// Why it ended.
  public var ending = Ending.completed
  /// Clips and windows trained on.
  public var trainingClips: Int
  /// Windows of the clips trained on.
  public var trainingWindows: Int
  /// Clips that only the validation saw.
  public var validationClips: Int
  /// Time it took. Not part of `metadata`.
  public var seconds = 0.0

  /// The record as text for a model's file: the same training gives the same text.
  public var metadata: [String: String] {
    [
      "training.seed": "\(options.seed)", "training.epochs": "\(trainingLosses.count)",
      "training.best_epoch": "\(bestEpoch)", "training.best_loss": "\(bestLoss)",
      "training.loss": "\(trainingLosses.last ?? .nan)", "training.ending": ending.rawValue,
      "training.batch_size": "\(options.batchSize)", "training.optimiser": "adam",
      "training.learning_rate": "\(options.learningRate)", "training.l2": "\(options.l2)",
      "training.validation_fraction": "\(options.validationFraction)",
      "training.patience": "\(options.earlyStoppingPatience)", "training.clips": "\(trainingClips)",
      "training.windows": "\(trainingWindows)", "training.validation_clips": "\(validationClips)",
    ]
  }
}
