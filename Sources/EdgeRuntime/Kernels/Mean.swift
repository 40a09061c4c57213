extension IntegerLayer {
  /// Means over whole axes: bit 0 rows, bit 1 columns, bit 2 channels. The division is in the
  /// requantizer.
  @inline(never)
  func computeMean(
    _ axes: Int, _ source: UnsafeRawPointer, into target: UnsafeMutableRawPointer
  ) {
    // Where an axis is reduced, the output has a single place along it.
    let rows = axes & 1 == 1 ? input.height : 1
    let columns = axes &>> 1 & 1 == 1 ? input.width : 1
    let channels = axes &>> 2 & 1 == 1 ? input.channels : 1
    var place = 0
    for row in 0..<output.height {
      for column in 0..<output.width {
        for channel in 0..<output.channels {
          let first = (row &* input.width &+ column) &* input.channels &+ channel
          // Proven to fit, with the requantizer's shift, when the model is loaded.
          var sum: Int32 = 0
          for index in 0..<rows &* columns &* channels {
            let pixel = index / channels
            let offset = (pixel / columns &* input.width &+ pixel % columns) &* input.channels
            sum +%= input.value(at: first &+ offset &+ index % channels, of: source)
              -% input.zeroPoint
          }
          storeRescaled(sum, requantizers, at: place, of: target)
          place &+= 1
        }
      }
    }
  }
}
