/// Smallest and largest value of each channel of a tensor.
struct ChannelExtremes: Sendable, Equatable {
  /// +∞ before the first value.
  private(set) var minima: [Float]
  /// -∞ before the first value.
  private(set) var maxima: [Float]

  init(channels: Int) {
    minima = Array(repeating: .infinity, count: channels)
    maxima = Array(repeating: -.infinity, count: channels)
  }

  /// Adds whole pixels, channel fastest.
  mutating func add(_ values: UnsafeBufferPointer<Float>) {
    let count = maxima.count
    minima.withUnsafeMutableBufferPointer { minima in
      maxima.withUnsafeMutableBufferPointer { maxima in
        for first in stride(from: 0, to: values.count, by: count) {
          for channel in 0..<count {
            let value = values[first + channel]
            minima[channel] = value < minima[channel] ? value : minima[channel]
            maxima[channel] = value > maxima[channel] ? value : maxima[channel]
          }
        }
      }
    }
  }

  /// Adds what another one has seen.
  mutating func add(_ other: ChannelExtremes) {
    for channel in maxima.indices {
      minima[channel] = min(minima[channel], other.minima[channel])
      maxima[channel] = max(maxima[channel], other.maxima[channel])
    }
  }

  /// Of all channels together, each multiplied by its factor first.
  func range(scaledBy factors: [Float]?) -> ActivationRange {
    var range = ActivationRange(minimum: .infinity, maximum: -.infinity)
    for channel in maxima.indices {
      let factor = factors?[channel] ?? 1
      range.minimum = min(range.minimum, minima[channel] * factor)
      range.maximum = max(range.maximum, maxima[channel] * factor)
    }
    return range
  }
}
