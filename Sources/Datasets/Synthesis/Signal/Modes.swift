import PortableArithmetic
import SeededRandom

/// A struck body: decaying sines that an impulse starts together.
struct Modes {
  /// One mode: frequency (Hz), time constant of its decay (s), share of the blow.
  struct Mode {
    var frequency: Double
    var decay: Double
    var gain: Double
  }

  private struct State {
    var feedback1: Double
    var feedback2: Double
    var drive: Double
    var y1 = 0.0
    var y2 = 0.0
  }

  private var states: [State]

  /// Each mode is the two-pole resonator r = e^(-1/(τ·rate)), θ = 2πf/rate, scaled so that its
  /// answer to a unit impulse is a sine of amplitude `gain`.
  init(_ modes: [Mode]) {
    states = modes.map { mode in
      let radius = PortableMath.exponential(-1 / (mode.decay * Synthesizer.rate))
      let turns = mode.frequency / Synthesizer.rate
      return State(
        feedback1: 2 * radius * PortableMath.cosine(turns: turns), feedback2: -radius * radius,
        drive: mode.gain * PortableMath.sine(turns: turns))
    }
  }

  /// Draws `count` modes over the octaves above `low` (Hz), the higher ones shorter.
  static func drawn(
    _ count: Int, from low: Double, octaves: Double, decay: ClosedRange<Double>,
    random: inout SeededGenerator
  ) -> [Mode] {
    (0..<count).map { index in
      let place = (Double(index) + random.uniform()) / Double(count)
      let frequency = low * PortableMath.exponential2(octaves * place)
      let shortening = (low / frequency).squareRoot()
      return Mode(
        frequency: frequency, decay: random.uniform(in: decay) * shortening,
        gain: random.uniform(in: 0.4...1) * shortening)
    }
  }

  /// One sample of the answer to `blow`.
  @inline(__always)
  mutating func process(_ blow: Double) -> Double {
    var sum = 0.0
    for index in states.indices {
      let y =
        blow * states[index].drive + states[index].feedback1 * states[index].y1
        + states[index].feedback2 * states[index].y2
      states[index].y2 = states[index].y1
      states[index].y1 = y
      sum += y
    }
    return sum
  }
}

/// The resonances of a housing: the sound goes out directly and through each of them.
struct Housing {
  private var filters: [(filter: Biquad, gain: Double)]

  /// - Parameter modes: centre (Hz), bandwidth (Hz) and gain of each resonance.
  init(_ modes: [(centre: Double, bandwidth: Double, gain: Double)]) {
    filters = modes.map {
      (Biquad.bandPass(centre: $0.centre, bandwidth: $0.bandwidth), $0.gain)
    }
  }

  /// The sound outside the housing, in place.
  mutating func process(_ samples: inout [Double]) {
    let dry = samples
    for index in filters.indices {
      var filter = filters[index].filter
      let gain = filters[index].gain
      for position in dry.indices { samples[position] += gain * filter.process(dry[position]) }
    }
  }
}

/// What a housing is drawn from: four resonances over 200 Hz to 5.5 kHz.
struct HousingParameters {
  let modes: [(centre: Double, bandwidth: Double, gain: Double)]

  init(random: inout SeededGenerator) {
    modes = (0..<4).map { index in
      let centre = 200 * PortableMath.exponential2(1.2 * (Double(index) + random.uniform()))
      return (
        min(centre, 5500), centre * random.uniform(in: 0.06...0.2), random.uniform(in: 0.6...2.2)
      )
    }
  }

  /// This clip's housing: temperature and load shift the resonances by up to 1 %.
  func drawn(random: inout SeededGenerator) -> Housing {
    Housing(
      modes.map { mode in
        (
          mode.centre * random.uniform(in: 0.99...1.01), mode.bandwidth,
          mode.gain * random.uniform(in: 0.88...1.13)
        )
      })
  }
}
