/// A trained float detector: the network and everything needed to apply it to sound or features.
///
/// The network sees `z = (x - inputMean) / inputDeviation` with `x` the log-mel in dB, and its
/// output is in the same units; the score of a window is the mean of `(x - y)²` in dB². A model from
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
  /// What it was trained on and how: `machine`, `seed`, `epochs`, `dataset.sha256`, `loss`, …
  /// Keys and values go into the file's metadata as they are.
  public var record: [String: String]

  /// A model of its parts, which are not checked against one another.
  public init(
    family: String, graph: Graph, inputMean: Float, inputDeviation: Float,
    frontEnd: FrontEndDescription, windowing: Windowing,
    score: ScoreDescription = .meanSquaredError, record: [String: String]
  ) {
    self.family = family
    self.graph = graph
    self.inputMean = inputMean
    self.inputDeviation = inputDeviation
    self.frontEnd = frontEnd
    self.windowing = windowing
    self.score = score
    self.record = record
  }

  /// Refuses a bare network where frames are to be scored; `path` names it in the error.
  ///
  /// - Throws: `FloatModelError.noDetector`.
  public func checkIsDetector(path: String) throws(FloatModelError) {
    guard frontEnd != .tensors, score != .none else { throw .noDetector(path: path) }
  }
}
