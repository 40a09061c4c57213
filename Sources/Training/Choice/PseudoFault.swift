import Foundation
import SeededRandom

/// A fault that nobody recorded, made up to find out which detector would hear one: the machine's own
/// sound, louder or softer in one to four regions of the spectrum, while the machine acts.
///
/// Regions are bumps of any width from a 128th of the bands to almost a third, all widths on a
/// logarithmic scale being equally likely: a line of a gear as well as a hiss. What a fault does to
/// a clip depends on when the machine acts (`MachineActivity`).
public struct PseudoFault: Sendable {
  /// A region of the spectrum; centre and width are parts of the band axis.
  struct Region: Sendable {
    var centre: Double
    /// Of the Gaussian curve: its standard deviation.
    var width: Double
    var isLouder: Bool
  }

  let regions: [Region]

  private static let widths = 1.0 / 128...40.0 / 128
  private static let mostRegions = 4

  /// Draws one.
  public init(using generator: inout SeededGenerator) {
    let logarithms = log(Self.widths.lowerBound)...log(Self.widths.upperBound)
    regions = (0...generator.integer(below: Self.mostRegions)).map { _ in
      Region(
        centre: generator.uniform(), width: exp(generator.uniform(in: logarithms)),
        isLouder: generator.integer(below: 2) == 0)
    }
  }

  init(regions: [Region]) { self.regions = regions }

  /// The sound of a machine that has the fault.
  ///
  /// - Parameters:
  ///   - decibels: `frames × bands` of normal sound.
  ///   - activity: of these frames.
  ///   - severity: dB in the middle of each region, while the machine acts most; 0 or more.
  public func applied(
    to decibels: [Double], activity: MachineActivity, severity: Double
  ) -> [Double] {
    let bands = decibels.count / activity.weights.count
    let gains = gains(bands: bands)
    var result = decibels
    for (frame, weight) in activity.weights.enumerated() {
      for band in 0..<bands { result[frame * bands + band] += weight * severity * gains[band] }
    }
    return result
  }

  /// Of each band, for a severity of 1 dB.
  func gains(bands: Int) -> [Double] {
    (0..<bands).map { band in
      let place = (Double(band) + 0.5) / Double(bands)
      return regions.reduce(0) { sum, region in
        // No bump falls between two bands.
        let width = max(region.width, 0.5 / Double(bands))
        let distance = (place - region.centre) / width
        return sum + (region.isLouder ? 1 : -1) * exp(-distance * distance / 2)
      }
    }
  }
}
