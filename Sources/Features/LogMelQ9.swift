import Foundation

/// The device's unit of level: `value / 512 = log2(power)`, in Int16.
public enum LogMelQ9 {
  /// dB of one unit: 10·log10(2) / 512.
  public static let decibelsPerUnit: Double = 10 * log10(2.0) / 512

  /// Nearest value; beyond ±192 dB, and for infinities, the end of Int16. NaN gives 0.
  public static func fromDecibels(_ decibels: Double) -> Int16 {
    let units = (decibels / decibelsPerUnit).rounded()
    return units.isNaN ? 0 : Int16(max(-32768, min(32767, units)))
  }

  /// Exact but for Double's rounding.
  public static func toDecibels(_ value: Int16) -> Double { Double(value) * decibelsPerUnit }
}
