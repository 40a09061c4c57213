/// The weights of a transposed convolution in the order in which its columns are laid out.
///
/// Stored are `filters × taps × channels` (OHWI); a column is `taps × filters`, so that the pixels
/// it is added to are contiguous. Both have the input's channels innermost.
package enum TransposedWeights {
  /// From `filters × taps × channels` to `taps × filters × channels`.
  package static func arranged(
    _ stored: UnsafePointer<Float>, into arranged: UnsafeMutablePointer<Float>, filters: Int,
    taps: Int, channels: Int
  ) {
    for filter in 0..<filters {
      for tap in 0..<taps {
        (arranged + (tap * filters + filter) * channels)
          .update(from: stored + (filter * taps + tap) * channels, count: channels)
      }
    }
  }

  /// From `taps × filters × channels` to `filters × taps × channels`, adding to what is there.
  package static func addStored(
    _ arranged: UnsafePointer<Float>, into stored: UnsafeMutablePointer<Float>, filters: Int,
    taps: Int, channels: Int
  ) {
    for filter in 0..<filters {
      for tap in 0..<taps {
        let source = arranged + (tap * filters + filter) * channels
        let target = stored + (filter * taps + tap) * channels
        for channel in 0..<channels { target[channel] += source[channel] }
      }
    }
  }
}
