import Foundation

/// Signal to quantization noise ratio, accumulated value by value.
public struct SignalToNoise: Sendable, Equatable {
  private var signal = 0.0
  private var noise = 0.0

  /// A ratio of nothing.
  public init() {}

  /// Adds a real value and what the integers make of it.
  public mutating func add(_ real: Double, _ integer: Double) {
    signal += real * real
    noise += (integer - real) * (integer - real)
  }

  /// Adds what another one has seen.
  public mutating func add(_ other: SignalToNoise) {
    signal += other.signal
    noise += other.noise
  }

  /// Root mean square of the noise in that of the signal; infinite where there is noise alone.
  var relativeNoise: Double { noise > 0 ? (noise / signal).squareRoot() : 0 }

  /// 10·log10(Σ real² / Σ (integer - real)²); +∞ without noise, nil without signal.
  public var decibels: Double? {
    guard signal > 0 else { return nil }
    return noise > 0 ? 10 * log10(signal / noise) : .infinity
  }
}
