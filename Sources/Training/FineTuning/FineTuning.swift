import FloatModels

/// Teaches a network to live with its own rounding: quantization-aware fine-tuning.
public enum FineTuning {
  /// Moves the weights of a trained network so that, rounded to integers, it gives what it gave
  /// before without rounding, and returns it with the weights of its best epoch.
  ///
  /// Every forward pass rounds weights and activations; the gradient passes through the rounding as
  /// if it were not there, and is cut where a value lies outside of its grid (straight-through
  /// estimator). A weight moves in parts of its own grid's steps, which become smaller with
  /// every step, so that layers of any magnitude learn alike. What is minimised, by Adam, is the mean
  /// squared difference from the output of the untouched network without rounding (distillation: Hinton, Vinyals and Dean, "Distilling the
  /// Knowledge in a Neural Network", 2015), so that a detector's scores stay what they were. The
  /// untouched weights count as epoch 0: on the clips that are judged by, the result is never worse
  /// than the start.
  ///
  /// The result depends on the arguments alone: the same ones give the same bits on the same kind
  /// of processor, whatever the number of threads.
  ///
  /// - Parameters:
  ///   - graph: dense layers, convolutions, transposed convolutions, ReLUs, maxima, means and concatenations, batch norms
  ///     folded;
  ///     the input has a window's size.
  ///   - quantization: what is rounded.
  ///   - windows: normal sound; part of its clips is kept for validation.
  ///   - hidden: part of a window that the network is not to see: zero throughout.
  ///   - options: of which `fineTuning(epochs:)` gives the usual ones.
  ///   - progress: called a few times a second and after each epoch.
  ///   - shouldStop: asked before each batch; on true the best network so far is returned, with
  ///     `ending` set to `interrupted`.
  /// - Returns: the network with the new float weights, whose plain rounding is good, and what was
  ///   done: losses are mean squared differences from the untouched network, in the units of the
  ///   network's output.
  /// - Throws: `TrainingError`: among them `unfolded`, `untrainable` and `diverged`.
  public static func run(
    graph: Graph, quantization: FakeQuantization, windows: WindowSource,
    hidden: Range<Int>? = nil, options: TrainingOptions,
    progress: (TrainingProgress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws -> (graph: Graph, record: TrainingRecord) {
    try options.check()
    for node in graph.nodes {
      if case .batchNorm = node.operation { throw TrainingError.unfolded(layer: node.name) }
    }
    var session = try TrainingSession(
      graph, windows, options, hidden.map { .interpolation($0) } ?? .reconstruction,
      rounding: quantization)
    try session.run(progress: progress, shouldStop: shouldStop)
    return (session.bestGraph, session.record)
  }
}
