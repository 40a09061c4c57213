/// Log-mel frames in the device's format.
public struct LogMelFrames: Sendable, Equatable {
  /// Q9 log2 units, frame-major: the bands of a frame are contiguous, the oldest frame first.
  public var values: [Int16]
  /// Bands a frame, at least 1.
  public var bands: Int

  /// - Precondition: a whole number of frames.
  public init(values: [Int16], bands: Int) {
    precondition(bands > 0 && values.count % bands == 0, "not a whole number of frames")
    self.values = values
    self.bands = bands
  }

  /// Number of frames.
  public var count: Int { values.count / bands }
}
