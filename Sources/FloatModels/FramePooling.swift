/// What is pooled over the frames of a window, for networks that are not given the frames themselves.
public enum FramePooling: String, Sendable, Hashable, Codable, CaseIterable {
  /// The mean over time, one value a band: for machines that run evenly.
  case mean
  /// The largest value over time, one a band: for machines that act in bursts.
  case maximum = "max"
  /// Of all bands the mean, then of all the largest value.
  case meanAndMaximum = "mean+max"

  /// Values that a network is given of each band.
  public var valuesPerBand: Int { self == .meanAndMaximum ? 2 : 1 }

  /// Pools the values of `frames × bands`, of at least one frame.
  public func pooled(_ frames: some RandomAccessCollection<Double>, bands: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: bands)
    var maxima = [Double](repeating: -.infinity, count: bands)
    var band = 0
    for value in frames {
      sums[band] += value
      maxima[band] = max(maxima[band], value)
      band = band + 1 == bands ? 0 : band + 1
    }
    let count = Double(frames.count / bands)
    let means = sums.map { $0 / count }
    return switch self {
    case .mean: means
    case .maximum: maxima
    case .meanAndMaximum: means + maxima
    }
  }
}
