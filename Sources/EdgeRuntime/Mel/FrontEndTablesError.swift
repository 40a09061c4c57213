/// Why tables cannot be used. Each case carries what was found; `index` counts from 0.
public enum FrontEndTablesError: Error, Equatable {
  /// Not a length that `RealFFT.supports`.
  case frameLength(Int)
  /// Outside 1…2²⁰.
  case hop(Int)
  /// Outside 1…`FrontEndTables.maximumBands`.
  case bandCount(Int)
  /// A twiddle factor of magnitude above one: the FFT's bounds would not hold.
  case twiddle(index: Int)
  /// A band reaches beyond the spectrum's `frameLength / 2 + 1` bins.
  case bandBins(index: Int, firstBin: Int, binCount: Int)
  /// A band's mantissas lie outside the bank's weights.
  case bandWeights(index: Int, firstWeight: Int, binCount: Int)
  /// Outside `FrontEndTables.exponents`.
  case bandExponent(index: Int, exponent: Int)
  /// Outside `FrontEndTables.offsets`.
  case offset(Int)
}

extension FrontEndTables {
  /// Most bands of a front end.
  public static let maximumBands = 512
  /// What a band's exponent may be: beyond it no band of a real bank lies.
  public static let exponents: ClosedRange<Int32> = -32...96
  /// What `offsetQ9` may be: 2⁻¹²⁸…2¹²⁸.
  public static let offsets: ClosedRange<Int32> = -65536...65536

  /// Checks everything that the front end relies upon, so that it never reads outside the tables
  /// nor leaves its bounds, whatever bytes they came from. O(frameLength + bandCount).
  ///
  /// The counts of `windowQ31` and `twiddlesQ30` are the caller's to check: they follow from
  /// `frameLength`, which is therefore the first thing to look at.
  public func check() throws(FrontEndTablesError) {
    guard RealFFT.supports(length: frameLength) else { throw .frameLength(frameLength) }
    guard hop >= 1, hop <= 1 << 20 else { throw .hop(hop) }
    guard bandCount >= 1, bandCount <= Self.maximumBands else { throw .bandCount(bandCount) }
    guard Self.offsets.contains(offsetQ9) else { throw .offset(Int(offsetQ9)) }
    try checkTwiddles()
    for index in 0..<bandCount { try checkBand(index) }
  }

  private func checkTwiddles() throws(FrontEndTablesError) {
    // Rounding may carry a factor past the unit circle by one part in 2³⁰.
    let limit: UInt64 = 1 &<< 60 + 1 &<< 32
    for index in 0..<RealFFT.twiddleCount(length: frameLength) / 2 {
      let place = index / 4 * 8 + index % 4
      let (re, im) = (Int64(widening: twiddlesQ30[place]), Int64(widening: twiddlesQ30[place + 4]))
      // |re|, |im| ≤ 2³¹: the sum of squares is at most 2⁶³, one too many for Int64.
      let energy = (re * re).magnitude + (im * im).magnitude
      guard energy <= limit else { throw .twiddle(index: index) }
    }
  }

  private func checkBand(_ index: Int) throws(FrontEndTablesError) {
    let band = bands[index]
    let bins = Int(band.binCount)
    guard Int(band.firstBin) + bins <= frameLength / 2 + 1 else {
      throw .bandBins(index: index, firstBin: Int(band.firstBin), binCount: bins)
    }
    // Compared in 64 bits: a hostile index need not fit the Int of a 32-bit processor.
    guard bins <= melWeightCount,
      Int64(widening: band.firstWeight) <= Int64(widening: melWeightCount - bins)
    else {
      let first = Int(clamping: band.firstWeight)
      throw .bandWeights(index: index, firstWeight: first, binCount: bins)
    }
    guard Self.exponents.contains(band.exponent) else {
      throw .bandExponent(index: index, exponent: Int(band.exponent))
    }
  }
}
