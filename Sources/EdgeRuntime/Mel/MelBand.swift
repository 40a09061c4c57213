/// One band of the sparse filter bank.
///
/// Weight `k` of the band is `mantissa[k] · 2^-exponent`; the mantissas are scaled so that the
/// largest of a band lies in `2¹⁵ … 2¹⁶ - 1`, which leaves every weight that matters at least
/// 12 significant bits whatever the band's normalisation.
public struct MelBand: Sendable, Equatable {
  /// First FFT bin with a weight above zero.
  public let firstBin: UInt16
  /// Number of bins; 0 for a band that no bin falls into.
  public let binCount: UInt16
  /// Index of the band's first mantissa in the bank's weights.
  public let firstWeight: UInt32
  /// Binary exponent: weights are `mantissa · 2^-exponent`.
  public let exponent: Int32

  /// A band as it stands; `FrontEndTables.check` judges it together with its bank.
  public init(firstBin: UInt16, binCount: UInt16, firstWeight: UInt32, exponent: Int32) {
    self.firstBin = firstBin
    self.binCount = binCount
    self.firstWeight = firstWeight
    self.exponent = exponent
  }
}
