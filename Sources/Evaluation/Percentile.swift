import PortableArithmetic

/// Percentiles of a sample.
public enum Percentile {
  /// The value below which a share of the sample lies, interpolated linearly between the order
  /// statistics (Hyndman and Fan's type 7, the default of NumPy).
  ///
  /// - Parameters:
  ///   - share: 0…1; 0.5 is the median.
  ///   - values: at least one, finite, in any order.
  public static func value(_ share: Double, of values: [Double]) -> Double {
    value(share, ofSorted: values.sorted())
  }

  /// The same for values in rising order.
  public static func value(_ share: Double, ofSorted values: [Double]) -> Double {
    precondition(!values.isEmpty, "an empty sample has no percentiles")
    precondition((0...1).contains(share), "a share lies between 0 and 1")
    return OrderStatistics.quantile(share, ofSorted: values.span)
  }
}
