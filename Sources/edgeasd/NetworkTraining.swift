import FloatModels
import Training

/// A training of a network, from the clips to the model.
protocol NetworkTraining {
  /// With its first weights.
  var graph: Graph { get }
  var windows: WindowSource { get }
  var objective: TrainingObjective { get }
  /// Windows that an epoch sees, as the recommended options count them.
  var windowsPerEpoch: Int { get }
  /// Clips that are much shorter than the others, and were left out.
  var shortClips: Int { get }

  /// The model of a network that was trained so.
  func model(_ graph: Graph, _ record: TrainingRecord) throws -> FloatModel
}

extension NetworkTraining {
  /// Trains, with the weights of the best epoch in the model.
  func run(
    _ options: TrainingOptions, progress: (TrainingProgress) -> Void = { _ in },
    checkpoint: (FloatModel) throws -> Void = { _ in }, shouldStop: () -> Bool
  ) throws -> (model: FloatModel, record: TrainingRecord) {
    let (graph, record) = try Trainer.train(
      graph: graph, windows: windows, objective: objective, options: options, progress: progress,
      checkpoint: { try checkpoint(model($0, $1)) }, shouldStop: shouldStop)
    return (try model(graph, record), record)
  }
}

extension TrainingSetup {
  /// What a family's network is trained by; nil of a family that follows from statistics.
  ///
  /// - Parameters:
  ///   - clips: at least one, of the family's `leastFrames` or more each.
  ///   - seed: of the first weights.
  func networkTraining(_ clips: [TrainingClip], seed: UInt64) throws -> (any NetworkTraining)? {
    switch family.learning {
    case .reconstruction: try AutoencoderTraining(self, clips, seed: seed)
    case .identification: try IDTraining(self, clips, seed: seed)
    case .statistics: nil
    }
  }
}
