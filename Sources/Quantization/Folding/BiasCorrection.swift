/// Takes the mean of the quantization error out of a layer: rounded weights shift the mean of a
/// channel's output, and the bias can shift it back.
///
/// Source: Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction"
/// (2019), section 4.2, in the empirical form of their appendix D: both means are measured on
/// calibration windows, layer after layer, each with the layers before it quantized and corrected
/// already.
public struct BiasCorrection: Sendable, Equatable {
  /// The layer's output before its activation in the float network; channels of the output.
  public private(set) var float: ChannelMoments
  /// The same of the integer network, in the float network's units.
  public private(set) var integer: ChannelMoments

  /// A correction that has seen nothing.
  public init(channels: Int) {
    float = ChannelMoments(channels: channels)
    integer = ChannelMoments(channels: channels)
  }

  /// Adds both networks' outputs of the same windows, whole pixels, channel fastest, before the
  /// activation: behind a ReLU the means say less than was shifted.
  public mutating func add(float: UnsafeBufferPointer<Float>, integer: UnsafeBufferPointer<Float>) {
    precondition(float.count == integer.count, "both networks' outputs of the same windows")
    self.float.add(float)
    self.integer.add(integer)
  }

  /// Adds what another one has seen.
  public mutating func add(_ other: BiasCorrection) {
    float.add(other.float)
    integer.add(other.integer)
  }

  /// `bias + E[float] - E[integer]` by channel; the bias itself where nothing was seen.
  public func corrected(_ bias: [Float]) -> [Float] {
    Self.corrected(bias, floatMeans: float.means, integerMeans: integer.means)
  }

  /// The same from means that were measured elsewhere, one a channel.
  public static func corrected(
    _ bias: [Float], floatMeans: [Double], integerMeans: [Double]
  ) -> [Float] {
    precondition(bias.count == floatMeans.count && bias.count == integerMeans.count)
    return bias.indices.map { Float(Double(bias[$0]) + floatMeans[$0] - integerMeans[$0]) }
  }
}
