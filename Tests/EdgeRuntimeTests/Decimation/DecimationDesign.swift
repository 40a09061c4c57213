import Foundation

/// The decimation filter in Double: a sinc under a Kaiser window.
///
/// Source: Kaiser and Schafer, "On the use of the I0-sinh window for spectrum analysis", IEEE
/// Transactions on Acoustics, Speech and Signal Processing 28 (1980). The shape was found by trying:
/// of those that reach -85 dB at the output's Nyquist frequency in 36 output samples, the one with
/// the least ripple.
enum DecimationDesign {
  /// Points an output sample.
  static let steps = 12
  /// Output samples from the centre to the window's end.
  static let reach = 36
  /// As a fraction of the output's Nyquist frequency.
  static let cutOff = 0.925
  static let shape = 8.45

  /// The response from its centre on; all of it sums to the factor.
  static var prototype: [Double] {
    let end = Double(steps * reach)
    return (0..<(steps * reach)).map { point in
      let angle = Double.pi * Double(point) / Double(steps)
      let sinc = point == 0 ? cutOff : sin(cutOff * angle) / angle
      let place = Double(point) / end
      return sinc * bessel(shape * (1 - place * place).squareRoot()) / bessel(shape)
    }
  }

  /// All taps of a decimation by `factor`, as they are once rounded to Q30; they sum to 1.
  static func taps(factor: Int) -> [Double] {
    let half = stride(from: 0, to: steps * reach, by: steps / factor).map { point in
      (prototype[point] * 0x1p30).rounded() / 0x1p30 / Double(factor)
    }
    return half.dropFirst().reversed() + half
  }

  /// Magnitude of the taps' response; frequencies in units of the output's Nyquist frequency.
  static func magnitude(_ taps: [Double], factor: Int, at frequency: Double) -> Double {
    var (re, im) = (0.0, 0.0)
    for (index, tap) in taps.enumerated() {
      let angle = Double.pi * frequency / Double(factor) * Double(index)
      re += tap * cos(angle)
      im += tap * sin(angle)
    }
    return (re * re + im * im).squareRoot()
  }

  /// Modified Bessel function of the first kind, order 0, by its power series.
  private static func bessel(_ x: Double) -> Double {
    var (sum, term, index) = (1.0, 1.0, 1.0)
    while term > sum * 0x1p-60 {
      term *= (x / 2 / index) * (x / 2 / index)
      sum += term
      index += 1
    }
    return sum
  }
}
