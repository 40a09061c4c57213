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

  /// The model of a network.
  ///
  /// - Parameters:
  ///   - heldOut: clips that it has not learned from, by their number, for scores that a threshold can
  ///     follow from.
  ///   - record: what its record is to say of how it was trained.
  func model(_ graph: Graph, heldOut: [Int], record: [String: String]) throws -> FloatModel
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

  /// The model before it has learned anything: its size and work are those of the trained one.
  func untrained() throws -> FloatModel { try model(graph, heldOut: [], record: [:]) }

  private func model(_ graph: Graph, _ record: TrainingRecord) throws -> FloatModel {
    try model(graph, heldOut: record.validationClips, record: record.metadata)
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

extension TrainingSetup {
  /// Trains or fits the detector with its family's recommended options.
  ///
  /// - Parameters:
  ///   - clips: at least one, of the family's `leastFrames` or more each.
  ///   - epochs: passes over the clips; nil takes the family's.
  ///   - share: part of the family's epochs that is enough.
  ///   - settings: in place of the kind's own.
  /// - Throws: `CancellationError` where it was asked to stop.
  func train(
    _ clips: [TrainingClip], seed: UInt64, epochs: Int?, share: Double = 1,
    settings: TrainingSettings? = nil, shouldStop: () -> Bool
  ) throws -> FloatModel {
    guard let training = try networkTraining(clips, seed: seed) else {
      return try PooledTraining(self, clips).model
    }
    var options = options(windows: training.windowsPerEpoch, epochs: epochs, share: share)
    options.seed = seed
    settings?.apply(to: &options)
    let (model, record) = try training.run(options, shouldStop: shouldStop)
    if record.ending == .interrupted { throw CancellationError() }
    return model
  }

  /// The kind's own options; see `train`.
  private func options(
    windows: Int, epochs: Int?, share: Double
  ) -> TrainingOptions {
    let usual = TrainingOptions.recommended(for: family, windows: windows).epochs
    var options = TrainingOptions.recommended(
      for: family, windows: windows, epochs: epochs ?? max(1, Int(Double(usual) * share)))
    if kind.variant == .denoising { options.inputNoise = DetectorKind.noise }
    return options
  }

  /// The kind's own settings for these clips; nil of a family that is not trained.
  func settings(
    _ clips: [TrainingClip], seed: UInt64
  ) throws -> TrainingSettings? {
    guard let training = try networkTraining(clips, seed: seed) else { return nil }
    return TrainingSettings(
      options(windows: training.windowsPerEpoch, epochs: nil, share: 1))
  }
}
