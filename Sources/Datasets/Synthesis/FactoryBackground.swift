import PortableArithmetic
import SeededRandom

/// The hall around a machine: noise, other machines, blows, voices, mains hum.
///
/// What stands where is fixed for an individual machine's place; how loud each of it is, and what
/// happens meanwhile, is each clip's own.
struct FactoryBackground: Sendable {
  private struct Neighbour {
    /// Frequency (Hz) of its slowest tone.
    var tone: Double
    /// Centre (Hz) of its noise.
    var centre: Double
    /// Amplitude at the microphone.
    var level: Double
  }

  private let brown: Double
  private let neighbours: [Neighbour]
  private let blowsPerSecond: Double
  private let speaks: Double

  init(random: inout SeededGenerator) {
    brown = random.uniform(in: 0.2...0.54)
    neighbours = (0..<3).map { _ in
      Neighbour(
        tone: random.uniform(in: 18...120), centre: random.uniform(in: 250...2000),
        level: PortableMath.amplitude(decibels: random.uniform(in: -10 ... -2)))
    }
    blowsPerSecond = random.uniform(in: 0.1...0.5)
    speaks = random.uniform(in: 0.1...0.4)
  }

  /// The hall over `count` samples, of about unit level.
  func render(_ count: Int, random: inout SeededGenerator) -> [Double] {
    var sound = air(count, random: &random)
    sound.normalise(to: 1)
    for neighbour in neighbours {
      let level = neighbour.level * PortableMath.amplitude(decibels: random.uniform(in: -5...3))
      sound.add(machine(neighbour, count, random: &random), amplitude: level, of: 1)
    }
    let hum = PortableMath.amplitude(decibels: random.uniform(in: -26 ... -16))
    sound.add(mains(count, random: &random), amplitude: hum, of: 1)
    let blows = blows(count, random: &random)
    for index in sound.indices { sound[index] += blows[index] }
    if random.uniform() < speaks {
      let level = PortableMath.amplitude(decibels: random.uniform(in: -16 ... -6))
      sound.add(voice(count, random: &random), amplitude: level, of: 1)
    }
    return sound
  }

  private func air(_ count: Int, random: inout SeededGenerator) -> [Double] {
    var pinkNoise = Noise(.pink, seed: random.next())
    var brownNoise = Noise(.brown, seed: random.next())
    let share = brown * random.uniform(in: 0.7...1.4)
    var swell = SlowDrift(seconds: 1.5, seed: random.next())
    return (0..<count).map { _ in
      (1 + 0.12 * swell.next()) * (pinkNoise.next() + share * brownNoise.next())
    }
  }

  /// Another machine, some way off: a humming tone and noise that swells, its treble lost.
  private func machine(
    _ neighbour: Neighbour, _ count: Int, random: inout SeededGenerator
  ) -> [Double] {
    let tones = HarmonicTable(
      [1, 2, 3, 4, 6, 8].map { ($0, random.uniform(in: 0.3...1) / Double($0), random.uniform()) })
    var noise = Noise(.pink, seed: random.next())
    var band = Biquad.bandPass(centre: neighbour.centre, bandwidth: neighbour.centre)
    var distance = Biquad.lowPass(corner: 2500)
    var phase = Oscillator(turns: random.uniform())
    var swell = SlowDrift(seconds: 0.8, seed: random.next())
    var drift = SlowDrift(seconds: 2, seed: random.next())
    let tone = neighbour.tone * random.uniform(in: 0.97...1.03)
    return (0..<count).map { _ in
      _ = phase.advance(tone * (1 + 0.004 * drift.next()))
      let loudness = max(0.2, 1 + 0.3 * swell.next())
      let sound = 0.5 * tones.value(at: phase.phase) + 3 * band.process(noise.next())
      return loudness * distance.process(sound)
    }
  }

  private func mains(_ count: Int, random: inout SeededGenerator) -> [Double] {
    let table = HarmonicTable(
      [1, 2, 3, 5, 7].map { ($0, 1 / Double($0), random.uniform()) })
    var phase = Oscillator(turns: random.uniform())
    return (0..<count).map { _ in
      _ = phase.advance(InductionMotor.lineFrequency)
      return table.value(at: phase.phase)
    }
  }

  /// Metal on metal, somewhere in the hall: each blow its own body, the hall ringing after it.
  private func blows(_ count: Int, random: inout SeededGenerator) -> [Double] {
    var samples = [Double](repeating: 0, count: count)
    var time = random.interval(mean: Synthesizer.rate / blowsPerSecond)
    while Int(time) < count {
      let first = Int(time)
      var body = Modes(
        Modes.drawn(5, from: 250, octaves: 4.3, decay: 0.008...0.05, random: &random))
      let strength = random.uniform(in: 0.4...2.5)
      for index in first..<min(count, first + 6000) {
        samples[index] += body.process(index == first ? strength : 0)
      }
      time += random.interval(mean: Synthesizer.rate / blowsPerSecond)
    }
    return samples
  }

  /// Bursts with the spectrum of a voice: glottal pulses through three formants, syllable by
  /// syllable.
  private func voice(_ count: Int, random: inout SeededGenerator) -> [Double] {
    var samples = [Double](repeating: 0, count: count)
    let pitch = random.uniform(in: 95...210)
    let table = HarmonicTable((1...24).map { ($0, 1 / Double($0), 0) })
    var phase = Oscillator()
    var first = Int(random.uniform() * 0.5 * Double(count))
    let syllables = 4 + random.integer(below: 12)
    for _ in 0..<syllables where first < count {
      let length = Int(random.uniform(in: 0.12...0.3) * Synthesizer.rate)
      var formants = [
        Biquad.bandPass(centre: random.uniform(in: 300...800), bandwidth: 90),
        Biquad.bandPass(centre: random.uniform(in: 900...2200), bandwidth: 130),
        Biquad.bandPass(centre: random.uniform(in: 2300...3200), bandwidth: 200),
      ]
      let start = pitch * random.uniform(in: 0.85...1.2)
      for index in first..<min(count, first + length) {
        let share = Double(index - first) / Double(length)
        _ = phase.advance(start * (1 - 0.12 * share))
        let pulse = table.value(at: phase.phase)
        let sound =
          formants[0].process(pulse) + 0.6 * formants[1].process(pulse)
          + 0.3 * formants[2].process(pulse)
        samples[index] += 4 * share * (1 - share) * sound
      }
      first += length + Int(random.interval(mean: 0.12) * Synthesizer.rate)
    }
    return samples
  }
}
