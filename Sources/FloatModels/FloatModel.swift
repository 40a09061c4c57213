/// A trained float detector: the network and everything needed to apply it to sound or features.
///
/// The network sees `z = (x - inputMean) / inputDeviation` with `x` the log-mel in dB, or what was
/// pooled of it over time. An autoencoder's output is in the same units, and the score of a window is
/// the mean of `(x - y)²` in dB²; other networks' outputs are compared with prototypes. A model from
/// elsewhere may have `FrontEndDescription.tensors`, mean 0 and deviation 1 instead, and no score.
public struct FloatModel: Sendable, Equatable {
  /// `dense-ae`, `conv-ae`, …
  public var family: String
  /// The network: standardised frames in, their reconstruction out.
  public var graph: Graph
  /// Mean over the training set of the log-mel, dB.
  public var inputMean: Float
  /// Standard deviation over the training set of the log-mel, dB; > 0.
  public var inputDeviation: Float
  /// Where its frames come from.
  public var frontEnd: FrontEndDescription
  /// How frames become its inputs.
  public var windowing: Windowing
  /// What becomes of its outputs.
  public var score: ScoreDescription
  /// Scores of decisions on normal clips, each by a model that had not learned from the clip: what
  /// thresholds are to follow from where the clips at hand are those that it learned from. Empty
  /// where nobody has measured them.
  public var heldOutScores: [Float]
  /// What it was trained on and how: `machine`, `seed`, `epochs`, `dataset.sha256`, `loss`, …
  /// Keys and values go into the file's metadata as they are.
  public var record: [String: String]

  /// A model of its parts, which are not checked against one another.
  public init(
    family: String, graph: Graph, inputMean: Float, inputDeviation: Float,
    frontEnd: FrontEndDescription, windowing: Windowing,
    score: ScoreDescription = .meanSquaredError, heldOutScores: [Float] = [],
    record: [String: String]
  ) {
    self.family = family
    self.graph = graph
    self.inputMean = inputMean
    self.inputDeviation = inputDeviation
    self.frontEnd = frontEnd
    self.windowing = windowing
    self.score = score
    self.heldOutScores = heldOutScores
    self.record = record
  }

  /// Refuses a bare network where frames are to be scored; `path` names it in the error.
  ///
  /// - Throws: `FloatModelError.noDetector`.
  public func checkIsDetector(path: String) throws(FloatModelError) {
    guard frontEnd != .tensors, score != .none else { throw .noDetector(path: path) }
  }
}
