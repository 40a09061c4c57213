/// Sine, exponential, logarithm and decibels from additions, multiplications and divisions alone.
///
/// The platform's mathematical library may differ in the last bit from one system to the next; the
/// four IEEE 754 operations and the square root may not. Whatever decides a sample of a made
/// recording goes through these, so that a seed gives the same bytes on every machine; and what
/// decides a calibration, so that a device and a workstation write the same file.
public enum PortableMath {
  /// π, rounded to nearest.
  @inlinable public static var pi: Double { 3.141592653589793 }

  /// sin(2π · turns), |error| < 6e-8; the turn is a whole circle of 2³² steps.
  @inlinable
  @inline(__always)
  public static func sine(_ phase: UInt32) -> Double {
    let quarter: Int32 = 1 << 30
    var folded = Int32(bitPattern: phase)
    // sin(π - x) = sin x: bring the half circle around ±π back to the one around 0.
    if folded > quarter || folded < -quarter { folded = Int32.min &- folded }
    let x = Double(folded) * (0.5 * pi / 1_073_741_824)
    let square = x * x
    return x
      * (1 + square
        * (-1 / 6 + square
          * (1 / 120 + square
            * (-1 / 5040 + square * (1 / 362_880 - square * (1 / 39_916_800))))))
  }

  /// sin(2π · turns) for any finite number of turns below 2³¹ in magnitude.
  public static func sine(turns: Double) -> Double { sine(phase(turns: turns)) }

  /// cos(2π · turns).
  public static func cosine(turns: Double) -> Double { sine(turns: turns + 0.25) }

  /// The phase of a number of turns: its fraction on the circle of 2³² steps.
  public static func phase(turns: Double) -> UInt32 {
    // (Not by `rounded`, which on some processors is a function of the mathematical library.)
    let whole = Double(Int64(turns))
    let fraction = turns - (whole > turns ? whole - 1 : whole)
    return UInt32(truncatingIfNeeded: UInt64(fraction * 4_294_967_296))
  }

  /// eˣ for |x| ≤ 50, relative error < 1e-11: (e^(x/1024))^1024, the root by its series.
  public static func exponential(_ x: Double) -> Double {
    let small = x / 1024
    var value = 1.0
    var order = 7.0
    while order >= 1 {
      value = 1 + small / order * value
      order -= 1
    }
    for _ in 0..<10 { value *= value }
    return value
  }

  /// 2ˣ.
  public static func exponential2(_ x: Double) -> Double { exponential(x * 0.6931471805599453) }

  /// The factor of amplitude that is `decibels` dB: 10^(dB/20).
  public static func amplitude(decibels: Double) -> Double {
    exponential(decibels * 0.11512925464970229)
  }
}
