import PortableArithmetic

/// A second-order section. Coefficients after R. Bristow-Johnson's "Cookbook formulae for audio
/// equalizer biquad filter coefficients", computed by `PortableMath`.
struct Biquad {
  private var b0, b1, b2, a1, a2: Double
  private var z1 = 0.0
  private var z2 = 0.0

  private init(_ b: (Double, Double, Double), _ a: (Double, Double, Double)) {
    b0 = b.0 / a.0
    b1 = b.1 / a.0
    b2 = b.2 / a.0
    a1 = a.1 / a.0
    a2 = a.2 / a.0
  }

  /// Gain 1 at `centre` Hz, -3 dB half a `bandwidth` (Hz) to either side.
  static func bandPass(centre: Double, bandwidth: Double) -> Biquad {
    let (sine, cosine) = circle(centre)
    let alpha = sine * bandwidth / (2 * centre)
    return Biquad((alpha, 0, -alpha), (1 + alpha, -2 * cosine, 1 - alpha))
  }

  /// Butterworth low-pass, -3 dB at `corner` Hz.
  static func lowPass(corner: Double) -> Biquad {
    let (sine, cosine) = circle(corner)
    let alpha = sine * 0.7071067811865476
    let side = (1 - cosine) / 2
    return Biquad((side, 1 - cosine, side), (1 + alpha, -2 * cosine, 1 - alpha))
  }

  /// Butterworth high-pass, -3 dB at `corner` Hz.
  static func highPass(corner: Double) -> Biquad {
    let (sine, cosine) = circle(corner)
    let alpha = sine * 0.7071067811865476
    let side = (1 + cosine) / 2
    return Biquad((side, -(1 + cosine), side), (1 + alpha, -2 * cosine, 1 - alpha))
  }

  @inline(__always)
  mutating func process(_ x: Double) -> Double {
    let y = b0 * x + z1
    z1 = b1 * x - a1 * y + z2
    z2 = b2 * x - a2 * y
    return y
  }

  private static func circle(_ frequency: Double) -> (sine: Double, cosine: Double) {
    let turns = frequency / Synthesizer.rate
    return (PortableMath.sine(turns: turns), PortableMath.cosine(turns: turns))
  }
}
