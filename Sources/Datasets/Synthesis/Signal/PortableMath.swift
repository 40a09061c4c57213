/// Sine, exponential and decibels from additions, multiplications and divisions alone.
///
/// The platform's mathematical library may differ in the last bit from one system to the next; the
/// four IEEE 754 operations and the square root may not. Whatever decides a sample of a made
/// recording goes through these, so that a seed gives the same bytes on every machine.
enum PortableMath {
  static let pi = 3.141592653589793

  /// sin(2π · turns), |error| < 6e-8; the turn is a whole circle of 2³² steps.
  @inline(__always)
  static func sine(_ phase: UInt32) -> Double {
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
  static func sine(turns: Double) -> Double { sine(phase(turns: turns)) }

  /// cos(2π · turns).
  static func cosine(turns: Double) -> Double { sine(turns: turns + 0.25) }

  /// The phase of a number of turns: its fraction on the circle of 2³² steps.
  static func phase(turns: Double) -> UInt32 {
    let fraction = turns - turns.rounded(.down)
    return UInt32(truncatingIfNeeded: UInt64(fraction * 4_294_967_296))
  }

  /// eˣ for |x| ≤ 50, relative error < 1e-11: (e^(x/1024))^1024, the root by its series.
  static func exponential(_ x: Double) -> Double {
    let small = x / 1024
    var value = 1.0
    for order in stride(from: 7.0, through: 1, by: -1) { value = 1 + small / order * value }
    for _ in 0..<10 { value *= value }
    return value
  }

  /// 2ˣ.
  static func exponential2(_ x: Double) -> Double { exponential(x * 0.6931471805599453) }

  /// The factor of amplitude that is `decibels` dB: 10^(dB/20).
  static func amplitude(decibels: Double) -> Double { exponential(decibels * 0.11512925464970229) }
}
