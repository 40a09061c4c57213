import Foundation

/// Fewer bands from many.
public enum BandMerging {
  /// Sums neighbouring bands in power.
  ///
  /// - Parameters:
  ///   - levels: `frames × bands` in dB.
  ///   - bands: bands of a frame of `levels`.
  ///   - target: bands of a frame of the result, a divisor of `bands`.
  /// - Returns: `frames × target` in dB.
  public static func summedInPower(
    _ levels: [Double], bands: Int, target: Int
  ) throws(FeaturesError) -> [Double] {
    guard bands > 0, levels.count.isMultiple(of: bands) else {
      throw .unfit("a feature array", "\(levels.count) values", "a multiple of \(bands) bands")
    }
    guard target > 0, bands.isMultiple(of: target) else {
      throw .unfit("a number of bands", "\(target)", "a divisor of \(bands)")
    }
    let group = bands / target
    if group == 1 { return levels }
    return stride(from: 0, to: levels.count, by: group).map { start in
      10 * log10(levels[start..<start + group].reduce(0) { $0 + Decibels.toPower($1) })
    }
  }
}
