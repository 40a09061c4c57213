import PortableArithmetic
import SeededRandom

/// An industrial fan on an induction motor: blade-pass tones on broadband turbulence.
///
/// Blade-pass frequency = blades · rotation, with harmonics, and turbulence whose level goes with
/// about the fifth power of the speed (the fan laws: M. J. Crocker (ed.), "Handbook of Noise and
/// Vibration Control", 2007, ch. 71).
struct FanSound: MachineSound {
  private let motor: InductionMotor
  private let bearing: RollingBearing
  private let housing: HousingParameters
  private let blades: Int
  /// Amplitudes and phases of the shaft's harmonics, blade-pass ones among them.
  private let harmonics: [(order: Int, amplitude: Double, turns: Double)]
  /// Level of the tones against the turbulence, as a factor.
  private let tonality: Double
  /// Centre (Hz) of the hump of turbulence.
  private let hump: Double

  init(random: inout SeededGenerator) {
    motor = InductionMotor(polePairs: [1, 2, 2, 3], random: &random)
    bearing = RollingBearing(random: &random)
    housing = HousingParameters(random: &random)
    blades = 5 + random.integer(below: 7)
    tonality = PortableMath.amplitude(decibels: random.uniform(in: -8...0))
    hump = random.uniform(in: 300...900)
    let roll = random.uniform(in: 2.5...5)
    harmonics = Self.harmonics(blades: blades, rollOff: roll, random: &random)
  }

  private static func harmonics(
    blades: Int, rollOff: Double, random: inout SeededGenerator
  ) -> [(order: Int, amplitude: Double, turns: Double)] {
    (1...(blades * 8)).map { order in
      let number = Double(order) / Double(blades)
      let envelope = PortableMath.amplitude(decibels: -rollOff * max(0, number - 1))
      // No two blades are alike: weak lines at every multiple of the shaft's rate.
      let irregularity = PortableMath.amplitude(decibels: random.uniform(in: -34 ... -22))
      let amplitude = order % blades == 0 ? random.uniform(in: 0.7...1.3) : irregularity
      return (order, amplitude * envelope, random.uniform())
    }
  }

  func render(_ count: Int, fault: Fault?, random: inout SeededGenerator) -> [Double] {
    let rotation = rotation(count, fault: fault, random: &random)
    var sound = tones(harmonics, rotation, random: &random)
    var tonality = tonality * PortableMath.amplitude(decibels: random.uniform(in: -1.5...1.5))
    if let fault, fault.cause == .clogging {
      tonality *= 1 - 0.6 * min(1, fault.severity * fault.audibility)
    }
    sound.normalise(to: tonality)
    let gusts = turbulence(rotation, fault: fault, random: &random)
    sound.add(gusts, amplitude: 1, of: 1)
    var hum = PortableMath.amplitude(decibels: -20 + random.uniform(in: -2...2))
    if let fault, fault.cause == .voltageChange { hum += fault.amplitude(decibels: -9) }
    sound.add(motor.hum(count, random: &random), amplitude: hum, of: 1)
    if let fault { add(fault, to: &sound, rotation: rotation, random: &random) }
    var around = housing.drawn(random: &random)
    around.process(&sound)
    return sound
  }

  /// Turns a second at each sample: load of this clip, slow drift, and what the fault does.
  private func rotation(
    _ count: Int, fault: Fault?, random: inout SeededGenerator
  ) -> [Double] {
    var slip = motor.slip * random.uniform(in: 0.8...1.25)
    if let fault, fault.cause == .voltageChange { slip += 0.06 * fault.severity * fault.audibility }
    if let fault, fault.cause == .clogging { slip *= 1 - 0.5 * fault.severity }
    let nominal = motor.rotation(slip: slip)
    var drift = SlowDrift(seconds: 1.5, seed: random.next())
    return (0..<count).map { _ in nominal * (1 + 0.002 * drift.next()) }
  }

  /// Lines at multiples of the shaft's rate, each a little louder or softer in this clip.
  private func tones(
    _ lines: [(order: Int, amplitude: Double, turns: Double)], _ rotation: [Double],
    random: inout SeededGenerator
  ) -> [Double] {
    let table = HarmonicTable(
      lines.map { line in
        let change = PortableMath.amplitude(decibels: random.uniform(in: -1.5...1.5))
        return (line.order, line.amplitude * change, line.turns)
      })
    var shaft = Oscillator(turns: random.uniform())
    return rotation.map { rotation in
      _ = shaft.advance(rotation)
      return table.value(at: shaft.phase)
    }
  }

  /// Turbulence: noise with a hump, a little louder as each blade passes.
  private func turbulence(
    _ rotation: [Double], fault: Fault?, random: inout SeededGenerator
  ) -> [Double] {
    var noise = Noise(.pink, seed: random.next())
    let place = hump * random.uniform(in: 0.95...1.05)
    var low = Biquad.bandPass(centre: place, bandwidth: place)
    var high = Biquad.bandPass(centre: 4 * place, bandwidth: 4 * place)
    let brightness = PortableMath.amplitude(decibels: random.uniform(in: -1.5...1.5))
    var shaft = Oscillator(turns: random.uniform())
    var once = 0.0
    if let fault, fault.cause == .imbalance { once = min(0.8, fault.amplitude(decibels: -5)) }
    if let fault, fault.cause == .bladeDamage { once = min(0.9, fault.amplitude(decibels: -4)) }
    let multiple = UInt32(blades)
    return rotation.map { rotation in
      _ = shaft.advance(rotation)
      let white = noise.next()
      let swell = 1 + 0.1 * shaft.sine(times: multiple) + once * shaft.sine()
      return swell * (low.process(white) + brightness * high.process(white) + 0.15 * white)
    }
  }

  private func add(
    _ fault: Fault, to sound: inout [Double], rotation: [Double],
    random: inout SeededGenerator
  ) {
    func add(_ layer: [Double], _ decibels: Double) {
      sound.add(layer, amplitude: fault.amplitude(decibels: decibels), of: 1)
    }
    switch fault.cause {
    case .imbalance: add(shaftLines(rotation, random: &random), -2)
    case .bearingOuterRace: add(bearing.spall(on: .outer, rotation: rotation, random: &random), -6)
    case .bearingInnerRace: add(bearing.spall(on: .inner, rotation: rotation, random: &random), -6)
    case .bladeDamage:
      add(sideLines(rotation, random: &random), -8)
      add(roughFlow(rotation, random: &random), -8)
    case .clogging: add(stall(rotation, random: &random), 0)
    default: break
    }
  }

  /// What a mass off the axis does: the shaft's own rate and its first multiples.
  private func shaftLines(_ rotation: [Double], random: inout SeededGenerator) -> [Double] {
    let lines = (1...6).map { (order: $0, amplitude: 1 / Double($0), turns: random.uniform()) }
    return tones(lines, rotation, random: &random)
  }

  /// What one different blade does: the multiples of the shaft's rate beside the blade-pass ones.
  private func sideLines(_ rotation: [Double], random: inout SeededGenerator) -> [Double] {
    let orders = (1...(blades * 8)).filter { $0 % blades != 0 }
    let lines = orders.map { order in
      let envelope = PortableMath.amplitude(decibels: -0.8 * Double(order) / Double(blades))
      return (order: order, amplitude: envelope, turns: random.uniform())
    }
    return tones(lines, rotation, random: &random)
  }

  /// High-frequency noise of one torn blade, a puff a turn.
  private func roughFlow(_ rotation: [Double], random: inout SeededGenerator) -> [Double] {
    var noise = Noise(.white, seed: random.next())
    var band = Biquad.bandPass(centre: 3500, bandwidth: 3000)
    var shaft = Oscillator(turns: random.uniform())
    return rotation.map { rotation in
      _ = shaft.advance(rotation)
      let puff = max(0, shaft.sine())
      return puff * puff * band.process(noise.next())
    }
  }

  /// Rotating stall: rumble that circles at about 0.6 of the shaft's rate.
  private func stall(_ rotation: [Double], random: inout SeededGenerator) -> [Double] {
    var noise = Noise(.brown, seed: random.next())
    var band = Biquad.bandPass(centre: hump * 0.4, bandwidth: hump * 0.5)
    var cell = Oscillator(turns: random.uniform())
    return rotation.map { rotation in
      _ = cell.advance(0.6 * rotation)
      return (1 + 0.7 * cell.sine()) * band.process(noise.next())
    }
  }
}
