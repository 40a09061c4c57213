/// One channel of sound as the device hears it.
public struct PCM: Sendable, Equatable {
  /// Full scale is -32768…32767.
  public var samples: [Int16]
  /// Samples a second, at least 1.
  public var rate: Int

  /// One channel of sound.
  public init(samples: [Int16], rate: Int) {
    self.samples = samples
    self.rate = rate
  }

  /// Duration in seconds.
  public var duration: Double { Double(samples.count) / Double(rate) }
}
