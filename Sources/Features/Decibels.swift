import Foundation

/// Conversions between power and level.
public enum Decibels {
  /// `10·log10(power / reference)` as `librosa.power_to_db` has it: powers below `smallest` count as
  /// `smallest`, and levels more than `range` below the highest are raised to that; nil keeps them.
  public static func fromPower(
    _ power: [Double], reference: Double = 1, smallest: Double = 1e-10, range: Double? = 80
  ) -> [Double] {
    let offset = 10 * log10(max(smallest, reference))
    let levels = power.map { 10 * log10(max(smallest, $0)) - offset }
    guard let range, let highest = levels.max() else { return levels }
    return levels.map { max($0, highest - range) }
  }

  /// `10^(level / 10)`.
  public static func toPower(_ level: Double) -> Double { pow(10, level / 10) }
}
