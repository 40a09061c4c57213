/// What a window's score is made of.
public enum ScoreDescription: String, Sendable, Hashable {
  /// The mean of `(x - y)²` over the window, x the network's input and y its output, which has the
  /// same size; in the input's units before standardisation.
  case meanSquaredError = "mse"
  /// There is none: the network's output is what is wanted.
  case none
}
