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
  /// Mean loss of each whole epoch's batches, in training mode: the squared error of a reconstruction,
  /// the cross entropy of a classification (nats), or in fine-tuning the squared difference from what
  /// the network gave before, without rounding.
  public var trainingLosses: [Double] = []
  /// Mean loss of the validation clips after each epoch, in evaluation mode; empty without
  /// validation clips.
  public var validationLosses: [Double] = []
  /// What fine-tuning began with, measured as `bestLoss` is; nil for a training.
  public var startLoss: Double?
  /// Epoch (from 1) whose weights were kept; 0 where fine-tuning made nothing better.
  public var bestEpoch = 0
  /// Validation loss of that epoch. Without validation clips, its training loss, or for fine-tuning
  /// the loss of the training windows in evaluation mode.
  public var bestLoss = Double.infinity
  /// Why it ended.
  public var ending = Ending.completed
  /// Clips trained on.
  public var trainingClips: Int
  /// Windows of these that an epoch sees.
  public var trainingWindows: Int
  /// Clips that only the validation saw, by their number in the training set, ascending.
  public var validationClips: [Int]
  /// Time it took. Not part of `metadata`.
  public var seconds = 0.0

  /// The record as text for a model's file: the same training gives the same text.
  public var metadata: [String: String] {
    let kind = startLoss == nil ? "training" : "finetuning"
    var values = [
      "seed": "\(options.seed)", "epochs": "\(trainingLosses.count)",
      "best_epoch": "\(bestEpoch)", "best_loss": "\(bestLoss)",
      "loss": "\(trainingLosses.last ?? .nan)", "ending": ending.rawValue,
      "batch_size": "\(options.batchSize)", "optimiser": "adam",
      "learning_rate": "\(options.learningRate)",
      "schedule": options.schedule.rawValue, "l2": "\(options.l2)",
      "validation_fraction": "\(options.validationFraction)",
      "patience": "\(options.earlyStoppingPatience)", "clips": "\(trainingClips)",
      "windows": "\(trainingWindows)", "validation_clips": "\(validationClips.count)",
    ]
    if options.inputNoise > 0 { values["input_noise"] = "\(options.inputNoise)" }
    values["start_loss"] = startLoss.map { "\($0)" }
    return Dictionary(uniqueKeysWithValues: values.map { ("\(kind).\($0)", $1) })
  }
}
