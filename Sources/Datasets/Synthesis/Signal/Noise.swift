import PortableArithmetic
import SeededRandom

/// Noise of one spectral slope, a sample at a time; each has about unit variance.
struct Noise {
  enum Colour {
    /// Equal power a hertz.
    case white
    /// -3 dB an octave.
    case pink
    /// -6 dB an octave above 20 Hz.
    case brown
  }

  private var generator: SeededGenerator
  private let colour: Colour
  private var state = SIMD4<Double>(repeating: 0)

  init(_ colour: Colour, seed: UInt64) {
    self.colour = colour
    generator = SeededGenerator(seed: seed)
  }

  @inline(__always)
  mutating func next() -> Double {
    let white = generator.nearNormal()
    switch colour {
    case .white: return white
    case .brown:
      state[0] = 0.992 * state[0] + 0.1262 * white
      return state[0]
    case .pink:
      // A sum of four one-pole low-passes two octaves and more apart has -3 dB an octave in the
      // mean; poles at about 10, 60, 400 and 2,400 Hz.
      state =
        SIMD4(0.9961, 0.9767, 0.8546, 0.3897) * state
        + SIMD4(0.0392, 0.0868, 0.2102, 0.3722) * white
      // In this order: `sum()` promises none.
      let sum = (state[0] + state[1]) + (state[2] + state[3])
      return 0.708 * (sum + 0.18 * white)
    }
  }
}

/// A slow random course around 0 with about unit deviation: speed under changing load, a voice's
/// pitch, a fork-lift that comes and goes. An Ornstein–Uhlenbeck process drawn every 64 samples
/// and joined by straight lines.
struct SlowDrift {
  private static let block = 64
  private let memory: Double
  private let push: Double
  private var generator: SeededGenerator
  private var value: Double
  private var slope = 0.0
  private var left = 0
  private var target: Double

  /// - Parameter seconds: the time over which the course forgets itself, at least 0.01.
  init(seconds: Double, seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    memory = PortableMath.exponential(-Double(Self.block) / (seconds * Synthesizer.rate))
    push = (1 - memory * memory).squareRoot()
    target = generator.nearNormal()
    value = target
  }

  @inline(__always)
  mutating func next() -> Double {
    if left == 0 {
      target = memory * target + push * generator.nearNormal()
      slope = (target - value) / Double(Self.block)
      left = Self.block
    }
    left -= 1
    value += slope
    return value
  }
}
