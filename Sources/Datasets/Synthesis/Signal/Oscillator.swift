import PortableArithmetic

/// A phase on the circle of 2³² steps: frequencies add up exactly, whatever the clip's length.
struct Oscillator {
  private(set) var phase: UInt32

  init(turns: Double = 0) { phase = PortableMath.phase(turns: turns) }

  /// Moves on by one sample of `frequency` (Hz, from 0 to half the rate); true when a turn ended.
  @inline(__always)
  mutating func advance(_ frequency: Double) -> Bool {
    let step = UInt32(truncatingIfNeeded: Int64(frequency * (4_294_967_296 / Synthesizer.rate)))
    let (next, wrapped) = phase.addingReportingOverflow(step)
    phase = next
    return wrapped
  }

  /// sin of the phase times `multiple`.
  @inline(__always)
  func sine(times multiple: UInt32 = 1) -> Double { PortableMath.sine(phase &* multiple) }
}

/// One turn of a periodic waveform, made from its harmonics once a clip and then read at any speed.
struct HarmonicTable {
  private static let size = 4096
  private var values: [Double]

  /// The sum of `amplitude · sin(2π(order · turn + turns))` over the harmonics.
  /// Orders of 1 to 1,000: beyond, linear interpolation would be heard.
  init(_ harmonics: [(order: Int, amplitude: Double, turns: Double)]) {
    values = [Double](repeating: 0, count: Self.size + 1)
    for harmonic in harmonics {
      let start = PortableMath.phase(turns: harmonic.turns)
      let step = UInt32(truncatingIfNeeded: harmonic.order) &* (1 << 20)
      for index in 0..<Self.size {
        let phase = start &+ step &* UInt32(truncatingIfNeeded: index)
        values[index] += harmonic.amplitude * PortableMath.sine(phase)
      }
    }
    values[Self.size] = values[0]
  }

  /// The waveform at a phase, between two entries by the straight line.
  @inline(__always)
  func value(at phase: UInt32) -> Double {
    let index = Int(phase >> 20)
    let fraction = Double(phase & 0xfffff) * (1 / 1_048_576)
    return values[index] + fraction * (values[index + 1] - values[index])
  }
}
