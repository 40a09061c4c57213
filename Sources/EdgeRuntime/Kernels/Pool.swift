extension IntegerLayer {
  /// Mean or largest of what lies in a window, channel by channel; what lies outside the input does
  /// not count.
  @inline(never)
  func computePool(
    _ kernel: KernelGeometry, isAverage: Bool, _ source: UnsafeRawPointer,
    into target: UnsafeMutableRawPointer
  ) {
    var place = 0
    for row in 0..<output.height {
      let top = row &* kernel.strideHeight &- kernel.padTop
      let rows = max(top, 0)..<min(top &+ kernel.height, input.height)
      for column in 0..<output.width {
        let left = column &* kernel.strideWidth &- kernel.padLeft
        let columns = max(left, 0)..<min(left &+ kernel.width, input.width)
        for channel in 0..<output.channels {
          var (sum, largest) = (Int32(0), Int32.min)
          for inputRow in rows {
            for inputColumn in columns {
              let pixel = inputRow &* input.width &+ inputColumn
              let value = input.value(at: pixel &* input.channels &+ channel, of: source)
              // At most 64 · 64 elements of at most 2¹⁵.
              sum +%= value
              largest = max(largest, value)
            }
          }
          let value = isAverage ? mean(sum, rows.count &* columns.count) : largest
          output.store(min(max(value, clampMin), clampMax), at: place, of: target)
          place &+= 1
        }
      }
    }
  }

  /// Rounded to nearest, ties away from zero.
  private func mean(_ sum: Int32, _ count: Int) -> Int32 {
    let count = Int32(narrowing: count)
    let half = count &>> 1
    return (sum > 0 ? sum +% half : sum -% half) / count
  }
}
