import Evaluation

/// How much a machine acts in each frame of a clip.
///
/// What acts in bursts (a valve, a slide rail) is heard in some frames only, and so is what is wrong
/// with it: frames weigh by how far their mean level in dB, over all bands and relative to each band's
/// median, is above the middle of the clip. Sound whose loudest hundredth is less than 3 dB above
/// that is of a machine that runs evenly, and all of its frames weigh 1.
public struct MachineActivity: Sendable {
  /// Of each frame, 0…1.
  public let weights: [Double]
  /// Level of the loudest hundredth of the frames above the middle, dB.
  public let burstiness: Double

  /// Loudest frames, dB above the middle, from which on a machine counts as one that acts in bursts.
  public static let leastBurst = 3.0

  /// - Parameter decibels: `frames × bands` of at least one frame.
  public init(_ decibels: [Double], bands: Int) {
    let frames = decibels.count / bands
    var levels = [Double](repeating: 0, count: frames)
    for band in 0..<bands {
      let values = (0..<frames).map { decibels[$0 * bands + band] }
      let median = Percentile.value(0.5, of: values)
      for frame in 0..<frames { levels[frame] += (values[frame] - median) / Double(bands) }
    }
    let middle = Percentile.value(0.5, of: levels)
    let loudest = Percentile.value(0.99, of: levels) - middle
    burstiness = loudest
    weights =
      loudest < Self.leastBurst
      ? [Double](repeating: 1, count: frames)
      : levels.map { min(max(($0 - middle) / loudest, 0), 1) }
  }
}
