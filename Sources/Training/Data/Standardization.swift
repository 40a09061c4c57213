/// The one mean and deviation that a network's inputs are standardised with, over all bands and
/// frames of the training set.
public struct Standardization: Sendable, Hashable {
  /// Units of the features: dB.
  public var mean: Float
  /// Above 0.
  public var deviation: Float

  /// `deviation` must be above 0.
  public init(mean: Float, deviation: Float) {
    self.mean = mean
    self.deviation = deviation
  }

  /// Measures the frames of clips, in Double. Where they do not vary at all, the deviation is 1.
  ///
  /// - Parameter clips: values in dB, in any order within a clip.
  /// - Throws: `TrainingError.noWindows` without any value, `TrainingError.frameValue` at a value
  ///   that is not finite.
  public init(measuring clips: [[Float]]) throws(TrainingError) {
    var (sum, count) = (0.0, 0)
    for (index, clip) in clips.enumerated() {
      let clipSum = clip.reduce(0) { $0 + Double($1) }
      guard clipSum.isFinite else { throw .frameValue(clip: index) }
      sum += clipSum
      count += clip.count
    }
    guard count > 0 else { throw .noWindows(clips: clips.count, framesPerWindow: 1) }
    let mean = sum / Double(count)
    var squares = 0.0
    for clip in clips {
      squares += clip.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    }
    let deviation = (squares / Double(count)).squareRoot()
    self.init(mean: Float(mean), deviation: deviation > 1e-6 ? Float(deviation) : 1)
  }

  /// `(x - mean) / deviation` of every value.
  public func applied(to values: [Float]) -> [Float] {
    let scale = 1 / deviation
    return values.map { ($0 - mean) * scale }
  }
}
