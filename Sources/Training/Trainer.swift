import FloatModels

/// Trains networks from their first weights.
public enum Trainer {
  /// Trains a network on standardised windows, with Adam on the loss of the objective, and returns it
  /// with the weights of its best epoch.
  ///
  /// The result depends on the graph, the windows and the options alone: the same three give the
  /// same bits on the same kind of processor, whatever the number of threads.
  ///
  /// - Parameters:
  ///   - graph: the network with its first weights; its input has a window's size, its output that of
  ///     the objective: a window's, or one value a class.
  ///   - windows: the training set; part of its clips is kept for validation.
  ///   - objective: what it learns.
  ///   - progress: called a few times a second and after each epoch.
  ///   - checkpoint: called with the best network so far when it has become better, at most every
  ///     `options.secondsBetweenCheckpoints`; what it throws ends the training.
  ///   - shouldStop: asked before each batch; on true the best network so far is returned, with
  ///     `ending` set to `interrupted`.
  /// - Throws: `TrainingError`: among them `stopped` if there is no whole epoch to return, and
  ///   `diverged`.
  public static func train(
    graph: Graph, windows: WindowSource, objective: TrainingObjective = .reconstruction,
    options: TrainingOptions,
    progress: (TrainingProgress) -> Void = { _ in },
    checkpoint: (Graph, TrainingRecord) throws -> Void = { _, _ in },
    shouldStop: () -> Bool = { false }
  ) throws -> (graph: Graph, record: TrainingRecord) {
    try options.check()
    var session = try TrainingSession(graph, windows, options, objective)
    var lastCheckpoint = (seconds: 0.0, epoch: 0)
    try session.run(progress: progress, shouldStop: shouldStop) { session in
      let best = (seconds: session.stopwatch.seconds, epoch: session.record.bestEpoch)
      guard best.epoch > lastCheckpoint.epoch,
        best.seconds - lastCheckpoint.seconds >= options.secondsBetweenCheckpoints
      else { return }
      lastCheckpoint = best
      try checkpoint(session.bestGraph, session.record)
    }
    guard session.record.bestEpoch > 0 else { throw TrainingError.stopped(epochs: 0) }
    return (session.bestGraph, session.record)
  }
}
