import EdgeRuntime
import Foundation

extension LogMelTables {
  /// The device's tables, computed in Double and rounded once.
  public init(_ design: LogMelDesign) throws(FeaturesError) {
    try design.check()
    let length = design.frameLength
    guard RealFFT.supports(length: length) else {
      throw .outOfRange("frame length", "\(length)", "a power of two from 128 to 8192")
    }
    let (bands, weights) = roundedBank(MelFilterBank(design))
    guard !weights.isEmpty else {
      throw .outOfRange(
        "band edges", "\(design.lowestHz)…\(design.highestHz) Hz",
        "at least one bin of \(design.sampleRate)/\(length) Hz in them")
    }
    self.init(
      sampleRate: design.sampleRate, frameLength: length, hop: design.hop,
      windowQ31: MelSpectrogram.Window.hann.values(design).map { rounded($0, fractionBits: 31) },
      twiddlesQ30: twiddles(length), bands: bands, melWeights: weights,
      offsetQ9: offset(length),
      floorQ9: LogMelQ9.fromDecibels(LogMelFloor.decibels(frameLength: design.windowLength)))
  }
}

/// The spectrum of `RealFFT` is 2/N of the true one, of samples scaled by 2³⁰; log2 of what that
/// does to a power.
private func offset(_ length: Int) -> Int32 {
  512 * Int32(2 * (length.trailingZeroBitCount - 1) - 60)
}

private func rounded(_ value: Double, fractionBits: Int) -> Int32 {
  Int32(clamping: Int64((value * Double(1 << fractionBits)).rounded()))
}

/// Factors in `RealFFT`'s order.
private func twiddles(_ length: Int) -> [Int32] {
  let half = length / 2
  var (merged, table) = (4, [Int32]())
  if half.trailingZeroBitCount.isMultiple(of: 2) == false {
    table += block((0..<4).map { $0 }, of: 8)
    merged = 8
  }
  while merged < half {
    for l in stride(from: 0, to: merged, by: 4) {
      for m in 1...3 { table += block((l..<l + 4).map { m * $0 }, of: 4 * merged) }
    }
    merged *= 4
  }
  for k in stride(from: 1, through: half / 2, by: 4) {
    table += block(Array(k..<k + 4), of: length)
  }
  return table
}

/// Four real and four imaginary parts of e^(-2πi·index/period), Q30.
private func block(_ indices: [Int], of period: Int) -> [Int32] {
  let angles = indices.map { -2 * .pi * Double($0) / Double(period) }
  return angles.map { rounded(cos($0), fractionBits: 30) }
    + angles.map { rounded(sin($0), fractionBits: 30) }
}

/// Each band's weights as 16-bit mantissas that share an exponent.
private func roundedBank(_ bank: MelFilterBank) -> (bands: [MelBand], weights: [UInt16]) {
  var bands: [MelBand] = []
  var weights: [UInt16] = []
  for band in bank.bands {
    let peak = band.weights.max() ?? 0
    // The largest mantissa lies in 2¹⁵ … 2¹⁶ - 1, also where rounding would carry it over.
    var exponent = peak > 0 ? 15 - Int(peak.exponent) : 0
    if (scalbn(peak, exponent)).rounded() > 65535 { exponent -= 1 }
    bands.append(
      MelBand(
        firstBin: UInt16(band.firstBin), binCount: UInt16(band.weights.count),
        firstWeight: UInt32(weights.count), exponent: Int32(exponent)))
    weights += band.weights.map { UInt16(scalbn($0, exponent).rounded()) }
  }
  return (bands, weights)
}
