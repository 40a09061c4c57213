import FloatModels

/// Why a training could not begin or go on.
public enum TrainingError: Error, Equatable, CustomStringConvertible, Sendable {
  /// No clip is as long as a window.
  case noWindows(clips: Int, framesPerWindow: Int)
  /// A clip's values are no whole number of frames.
  case frameCount(clip: Int, values: Int, bands: Int)
  /// A clip holds a value that is not finite.
  case frameValue(clip: Int)
  /// An option is out of range.
  case option(name: String, found: String, allowed: String)
  /// The network's input or output has another size than a window.
  case windowSize(found: Int, expected: Int)
  /// The network cannot be executed.
  case graph(GraphError)
  /// A layer whose gradient is not at hand.
  case untrainable(layer: String, operation: String)
  /// A batch norm in a network that is to be rounded: its integers have none.
  case unfolded(layer: String)
  /// The loss became infinite or no number.
  case diverged(epoch: Int, learningRate: Float)
  /// Told to stop before there was any result.
  case stopped(epochs: Int)

  /// Three lines: what happened, where with the allowed range, what to do.
  public var description: String {
    switch self {
    case .noWindows(let clips, let frames):
      "there is nothing to train on\n"
        + "  \(clips) clips, none of them \(frames) frames long or longer\n"
        + "  add normal recordings of the machine, or longer ones"
    case .frameCount(let clip, let values, let bands):
      "a clip's features are incomplete\n"
        + "  clip \(clip): \(values) values, must be a multiple of \(bands) bands\n"
        + "  compute the features again"
    case .frameValue(let clip):
      "a clip's features hold a value that is no finite number\n  clip \(clip)\n"
        + "  compute the features again, or leave the clip out"
    case .option(let name, let found, let allowed):
      "an option of the training is out of range\n  \(name): \(found), allowed \(allowed)\n"
        + "  choose a value in that range"
    case .windowSize(let found, let expected):
      "the network does not fit the windows\n"
        + "  \(found) values at its input or output, a window has \(expected)\n"
        + "  choose the architecture's frames and bands as the front end's"
    case .graph(let error):
      error.description
    case .untrainable(let layer, let operation):
      "the network has a layer that cannot be trained\n"
        + "  \(layer): \(operation), allowed dense, convolution, transposed_convolution, "
        + "batch_norm, relu, maximum_pool, mean, concatenate\n  train it where it was made, and import it again"
    case .unfolded(let layer):
      "the network cannot be fine-tuned for integers\n"
        + "  \(layer): batch_norm, allowed dense, convolution, transposed_convolution, "
        + "relu, maximum_pool, mean\n"
        + "  fold batch norms into the layers before them first"
    case .diverged(let epoch, let rate):
      "the training diverged: the loss is no finite number\n"
        + "  epoch \(epoch), learning rate \(rate)\n  choose a lower learning rate"
    case .stopped(let epochs):
      "the training was stopped before it had a result\n  after \(epochs) epochs, at least 1\n"
        + "  let it run for an epoch: the best model so far is then kept"
    }
  }
}
