/// Something that does not stop the quantization but that its user should know.
public enum QuantizationWarning: Sendable, Equatable, CustomStringConvertible {
  /// All calibration windows came from one clip.
  case singleCalibrationClip
  /// Clips are shorter than one window and were left out; lengths in frames.
  case clipsTooShort(count: Int, shortest: Int, needed: Int)
  /// An activation had the same value everywhere.
  case constantActivation(layer: String, value: Float)
  /// A layer's integers were made coarser so that its arithmetic stays inside 32 bits.
  case coarsened(layer: String, reason: String)
  /// Too few decisions for a maximum-likelihood fit.
  case fewDecisions(count: Int, needed: Int)
  /// Every calibration decision had the same score.
  case equalScores(count: Int)
  /// The search was judged by the clips that ranges were found on.
  case notHeldOut(clips: Int)
  /// The threshold is reached more rarely than once in all calibration decisions.
  case extrapolated(expected: Double, count: Int)

  /// One sentence: what was seen and what it means.
  public var description: String {
    switch self {
    case .singleCalibrationClip:
      """
      calibrated on a single clip: ranges and threshold know only that recording, and sound that \
      is normal but different will be clipped or reported; give more normal clips
      """
    case .clipsTooShort(1, let shortest, let needed):
      "a calibration clip of \(shortest) frames is shorter than a window (\(needed)); left out"
    case .clipsTooShort(let count, let shortest, let needed):
      """
      \(count) calibration clips are shorter than a window (\(needed) frames), the shortest has \
      \(shortest); left out
      """
    case .constantActivation(let layer, let value):
      """
      \(layer) is constant (\(value)) on every calibration clip, so its integers carry nothing: \
      silent or identical recordings? real sound will be clipped there
      """
    case .notHeldOut(let clips):
      """
      \(clips) calibration clips are too few to hold some out: the loss was judged on the clips that \
      ranges were found on; give ten or more
      """
    case .coarsened(let layer, let reason):
      "\(layer): \(reason)"
    case .fewDecisions(let count, let needed):
      """
      \(count) calibration \(count == 1 ? "decision" : "decisions"), \(needed) needed for a Gamma fit: threshold and probability \
      are a rough guess with a wide spread; give more normal clips
      """
    case .extrapolated(let decisions, let count):
      """
      the threshold is what the Gamma fit says, not what was heard: normal sound should reach it \
      once in \(Int(min(decisions.rounded(), 1e15))) decisions, and only \(count) were calibrated on
      """
    case .equalScores(let count):
      """
      all \(count) calibration decisions have the same score (identical clips?): the threshold is \
      a guess with a spread of its own; give different normal clips
      """
    }
  }
}

extension QuantizationWarning {
  var isConstantActivation: Bool {
    if case .constantActivation = self { true } else { false }
  }
}
