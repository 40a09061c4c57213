/// What a network is trained for.
public enum TrainingObjective: Sendable, Hashable {
  /// To reproduce its input; the loss is the mean squared error.
  case reconstruction
  /// To give a part of the window, of which it is shown the rest and zeros in the place of the part; the
  /// loss is the mean squared error. Weights of that part that are zero stay zero.
  case interpolation(Range<Int>)
  /// To tell clips of different classes apart: its output is one logit a class, and the loss the cross
  /// entropy of their softmax, in nats.
  case classification(Classification)
}
