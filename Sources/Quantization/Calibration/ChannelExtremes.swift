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
  mutating func add(_ values: [Float]) {
    let count = maxima.count
    values.withUnsafeBufferPointer { values in
      for first in stride(from: 0, to: values.count, by: count) {
        for channel in 0..<count {
          minima[channel] = min(minima[channel], values[first + channel])
          maxima[channel] = max(maxima[channel], values[first + channel])
        }
      }
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
