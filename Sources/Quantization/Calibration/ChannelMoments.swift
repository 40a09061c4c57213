/// Mean and mean square of each channel of a tensor, in constant memory.
///
/// Means are what bias correction compares; mean squares, or with that correction variances, are how
/// much an error of a weight that reads the channel matters for the result.
public struct ChannelMoments: Sendable, Equatable {
  /// Values seen of each channel.
  public private(set) var count = 0
  private var sums: [Double]
  private var squares: [Double]

  /// Moments of nothing.
  public init(channels: Int) {
    sums = Array(repeating: 0, count: channels)
    squares = sums
  }

  /// Adds whole pixels, channel fastest.
  public mutating func add(_ values: UnsafeBufferPointer<Float>) {
    let channels = sums.count
    count += values.count / channels
    sums.withUnsafeMutableBufferPointer { sums in
      squares.withUnsafeMutableBufferPointer { squares in
        for first in stride(from: 0, to: values.count, by: channels) {
          for channel in 0..<channels {
            let value = Double(values[first + channel])
            sums[channel] += value
            squares[channel] += value * value
          }
        }
      }
    }
  }

  /// Adds what another one has seen. Sums of the same parts in the same order are the same bits.
  public mutating func add(_ other: ChannelMoments) {
    count += other.count
    for channel in sums.indices {
      sums[channel] += other.sums[channel]
      squares[channel] += other.squares[channel]
    }
  }

  /// E[x] of each channel; 0 of nothing.
  public var means: [Double] { sums.map { count > 0 ? $0 / Double(count) : 0 } }

  /// E[x²] of each channel; 0 of nothing.
  public var meanSquares: [Double] { squares.map { count > 0 ? $0 / Double(count) : 0 } }

  /// E[x²] - E[x]² of each channel, 0 or more: what remains to matter of an error where bias
  /// correction takes its mean away.
  public var variances: [Double] {
    zip(means, meanSquares).map { max($1 - $0 * $0, 0) }
  }
}
