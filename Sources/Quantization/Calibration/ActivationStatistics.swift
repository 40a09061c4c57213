/// What calibration keeps of one tensor. Its size does not depend on the number of clips.
public struct ActivationStatistics: Sendable, Equatable {
  /// Distribution of all values.
  public private(set) var histogram = ActivationHistogram()
  /// Mean and mean square of each channel.
  public private(set) var moments: ChannelMoments
  /// Extremes of each channel.
  private(set) var extremes: ChannelExtremes
  /// Mean extremes of the clips that were appended.
  public private(set) var average = ExtremesAverage()

  /// Statistics of nothing.
  public init(channels: Int) {
    moments = ChannelMoments(channels: channels)
    extremes = ChannelExtremes(channels: channels)
  }

  /// Adds whole pixels of one clip, channel fastest.
  /// - Returns: false, and nothing is added, where a value is NaN or infinite.
  mutating func add(_ values: UnsafeBufferPointer<Float>) -> Bool {
    guard histogram.add(values) else { return false }
    moments.add(values)
    extremes.add(values)
    return true
  }

  /// Takes in the statistics of the next clip, the whole of it.
  mutating func append(clip: ActivationStatistics) {
    guard clip.histogram.count > 0 else { return }
    histogram.add(clip.histogram)
    moments.add(clip.moments)
    extremes.add(clip.extremes)
    average.add(minimum: clip.histogram.minimum, maximum: clip.histogram.maximum)
  }
}
