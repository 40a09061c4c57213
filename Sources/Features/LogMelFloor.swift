import Foundation

/// The level below which there is nothing to hear.
public enum LogMelFloor {
  /// Decibels below a full-scale sine in its bin.
  public static let belowFullScale = 140.0

  /// dB of mel power at the floor: a full-scale sine under a Hann window of N samples has a
  /// power of (N/4)².
  public static func decibels(frameLength: Int) -> Double {
    20 * log10(Double(frameLength) / 4) - belowFullScale
  }
}
