/// What a file's header says of its sound.
public struct AudioHeader: Sendable, Equatable {
  /// Samples a second of one channel.
  public var rate: Int
  /// At least 1.
  public var channels: Int
  /// Samples of one channel; nil where the header does not know (streamed FLAC).
  public var frames: Int?
  /// How samples are stored.
  public var encoding: Encoding

  /// How samples are stored.
  public enum Encoding: Sendable, Equatable {
    /// Integers of this many bits: 8, 16, 24 or 32.
    case integer(bits: Int)
    /// Floating point of this many bits, 32 or 64; full scale is ±1.
    case float(bits: Int)
    /// G.711 μ-law or A-law, which libsndfile expands to 16 bits.
    case companded
  }

  /// Duration in seconds; nil where the header does not know.
  public var duration: Double? { frames.map { Double($0) / Double(rate) } }
}
