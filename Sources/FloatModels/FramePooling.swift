import Features

/// What is pooled over the frames of a window, for networks that are not given the frames themselves.
public enum FramePooling: String, Sendable, Hashable, Codable, CaseIterable {
  /// The mean over time, one value a band: for machines that run evenly.
  case mean
  /// The largest value over time, one a band: for machines that act in bursts.
  case maximum = "max"
  /// Of all bands the mean, then of all the largest value.
  case meanAndMaximum = "mean+max"
  /// Of each band what eight modulation filters let through of its envelope: for machines that
  /// something turns or strikes in.
  case modulation

  /// Values that a network is given of each band.
  public var valuesPerBand: Int {
    switch self {
    case .mean, .maximum: 1
    case .meanAndMaximum: 2
    case .modulation: ModulationSpectrum.filters
    }
  }

  /// Frames of a window at most.
  public var mostFrames: Int { self == .modulation ? 1 << 15 : 1 << 16 }

  /// Pools the values of `frames × bands`, of at least one frame.
  ///
  /// - Parameter unitsPerOctave: of power, in which the levels are.
  public func pooled(
    _ frames: some RandomAccessCollection<Double>, bands: Int, unitsPerOctave: Double
  ) -> [Double] {
    if self == .modulation {
      return ModulationSpectrum.octaves(of: frames.map { $0 / unitsPerOctave }, bands: bands)
        .map { $0 * unitsPerOctave }
    }
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
    case .modulation: preconditionFailure("the modulation spectrum is no mean of levels")
    }
  }
}
