/// The order of a sample, in the caller's memory.
public enum OrderStatistics {
  /// Sorts into rising order, in place and without other memory.
  ///
  /// Heapsort (Williams 1964, Floyd 1964): never more than 2·n·log₂ n comparisons.
  /// - Parameter values: none is NaN.
  public static func sort(_ values: UnsafeMutableBufferPointer<Double>) {
    var unsifted = values.count / 2
    while unsifted > 0 {
      unsifted -= 1
      sift(values, from: unsifted, below: values.count)
    }
    var last = values.count - 1
    while last > 0 {
      values.swapAt(0, last)
      sift(values, from: 0, below: last)
      last -= 1
    }
  }

  /// Lets the value at `start` sink until none of its two successors is larger.
  private static func sift(
    _ values: UnsafeMutableBufferPointer<Double>, from start: Int, below end: Int
  ) {
    var place = start
    while true {
      var child = 2 * place + 1
      guard child < end else { return }
      if child + 1 < end, values[child + 1] > values[child] { child += 1 }
      guard values[child] > values[place] else { return }
      values.swapAt(place, child)
      place = child
    }
  }

  /// The value below which a share of the sample lies, interpolated linearly between the order
  /// statistics (Hyndman and Fan's type 7, the default of NumPy).
  ///
  /// - Parameters:
  ///   - share: 0…1; 0.5 is the median.
  ///   - values: in rising order, at least one.
  public static func quantile(_ share: Double, ofSorted values: Span<Double>) -> Double {
    precondition(!values.isEmpty && share >= 0 && share <= 1)
    let position = share * Double(values.count - 1)
    let below = Int(position)
    let above = min(below + 1, values.count - 1)
    return values[below] + (values[above] - values[below]) * (position - Double(below))
  }
}
