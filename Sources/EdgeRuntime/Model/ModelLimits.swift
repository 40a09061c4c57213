/// What a model may ask for. The reader holds every number to these before the first sample.
public enum ModelLimits {
  /// Longest file, so that offsets fit an Int32 everywhere.
  public static let fileLength = 1 << 28
  /// Networks of a file.
  public static let networks = 16
  /// Layers of a network.
  public static let layers = 512
  /// Elements of a tensor, and of each of its dimensions.
  public static let elements = 1 << 20
  /// Height or width of a kernel.
  public static let kernel = 64
  /// Stride of a convolution.
  public static let stride = 16
  /// Input elements that one output of a convolution sees: they are copied together.
  public static let patch = 1 << 20
  /// Bytes of a network's activations.
  public static let activationBytes = 1 << 24
  /// Windows of a decision.
  public static let windowsPerDecision = 65_535
  /// Frames of a window or of a step.
  public static let frames = 65_536
  /// Hz.
  public static let sampleRate = 384_000
  /// Samples from a frame to the next.
  public static let hop = 1 << 20
  /// Knots of the probability table.
  public static let knots = 2...1024
  /// Score units (dB² in Q24): above any score that a window can have.
  public static let scoreQ24: Int64 = 1 &<< 46
  /// Bytes of a layer's name.
  public static let nameLength = 255
  /// Prototypes of a score head, and ids that it tells apart.
  public static let prototypes = 4096
  /// Q9 log2 units; far above any level.
  public static let meanQ9: Int64 = 1 &<< 15
  /// Q13 log2 units; twice any level.
  public static let meanQ13: Int64 = 1 &<< 20
}
