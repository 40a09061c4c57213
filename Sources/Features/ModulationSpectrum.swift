import Foundation

/// How fast, and how strongly, the level of a band goes up and down, in Double: what the device's
/// `EdgeRuntime.ModulationSpectrum` approximates.
///
/// The envelope of a band is the root of its power in each frame. Eight band-pass filters of second order,
/// with a quality of 2 and centres from .01 to .32 of the frame rate in equal ratios (4 to 128 Hz
/// at 400 frames a second), are the bilinear transforms of `H(s) = (s/2) / (s² + s/2 + 1)`; the spectrum
/// is the mean square of what each lets through. As in Falk, Zheng and Chan, "A non-intrusive quality and
/// intelligibility measure of reverberant and dereverberated speech", IEEE TASLP 18, 2010.
public enum ModulationSpectrum {
  /// Filters of a band.
  public static let filters = 8
  /// Of every filter: its centre over its width.
  public static let quality = 2.0
  /// Smallest mean square: 2⁻⁴⁸ of the square of full scale.
  public static let floor = 0x1p-48

  /// Centre of a filter as part of the frame rate.
  public static func center(_ filter: Int) -> Double {
    0.01 * pow(32, Double(filter) / Double(filters - 1))
  }

  /// Mean square that each filter lets through of envelopes, all filters of a band one after the other.
  ///
  /// Each filter starts as if the first frame had been there for ever.
  ///
  /// - Parameters:
  ///   - octaves: `frames × bands`, of at least one frame: log2 of power.
  /// - Returns: `bands × filters`, log2 of power.
  public static func octaves(of octaves: [Double], bands: Int) -> [Double] {
    (0..<bands).flatMap { band in
      let envelope = stride(from: band, to: octaves.count, by: bands).map { exp2(octaves[$0] / 2) }
      return (0..<filters).map { filter in
        log2(max(meanSquare(of: envelope, center: center(filter)), floor))
      }
    }
  }

  /// By the difference equation.
  private static func meanSquare(of envelope: [Double], center: Double) -> Double {
    let warped = tan(.pi * center)
    let width = warped / quality
    let scale = 1 + width + warped * warped
    let gain = width / scale
    let (first, second) = (2 * (warped * warped - 1) / scale, (1 - width + warped * warped) / scale)
    var (x1, x2) = (envelope[0], envelope[0])
    var (y1, y2) = (0.0, 0.0)
    var sum = 0.0
    for x in envelope {
      let y = gain * (x - x2) - first * y1 - second * y2
      (x1, x2) = (x, x1)
      (y1, y2) = (y, y1)
      sum += y * y
    }
    return sum / Double(envelope.count)
  }
}
