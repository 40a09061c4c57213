/// What a network is trained for.
public enum TrainingObjective: Sendable, Hashable {
  /// To reproduce its input; the loss is the mean squared error.
  case reconstruction
  /// To give a part of the window, of which it is shown the rest and zeros in the place of the part; the
  /// loss is the mean squared error. Weights of that part that are zero stay zero.
  case interpolation(Range<Int>)
  /// To reproduce its input from samples of a few latent variables; the loss is the mean squared error and
  /// the weighted Kullback-Leibler divergence of these variables from the normal distribution.
  case variational(LatentSampling)
  /// To tell clips of different classes apart: its output is one logit a class, and the loss the cross
  /// entropy of their softmax, in nats.
  case classification(Classification)
}

/// The layers of a variational autoencoder that give the distribution of its latent variables.
public struct LatentSampling: Sendable, Hashable {
  /// Name of the layer that gives their means; what reads it is given samples in training.
  public var mean: String
  /// Name of the layer before it that gives the logarithms of their variances, as many.
  public var logVariance: String
  /// Weight β of the divergence (nats, summed over the variables) beside the mean squared error.
  ///
  /// With a decoder whose values have a variance of σ², the bound on the likelihood of D values asks for
  /// β = 2 σ² / D.
  public var divergenceWeight: Float

  /// The layers by their names.
  public init(mean: String, logVariance: String, divergenceWeight: Float) {
    self.mean = mean
    self.logVariance = logVariance
    self.divergenceWeight = divergenceWeight
  }
}
