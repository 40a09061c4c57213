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
    var sound = tones(rotation, fault: fault, random: &random)
    sound.normalise(to: tonality * PortableMath.amplitude(decibels: random.uniform(in: -1.5...1.5)))
    let gusts = turbulence(rotation, fault: fault, random: &random)
    sound.add(gusts, amplitude: 1, of: 1)
    let level = sound.rootMeanSquare
    var hum = PortableMath.amplitude(decibels: -20 + random.uniform(in: -2...2))
    if let fault, fault.cause == .voltageChange { hum += fault.amplitude(decibels: -5) }
    sound.add(motor.hum(count, random: &random), amplitude: hum, of: level)
    if let fault { add(fault, to: &sound, level: level, rotation: rotation, random: &random) }
    var around = housing.drawn(random: &random)
    around.process(&sound)
    return sound
  }

  /// Turns a second at each sample: load of this clip, slow drift, and what the fault does.
  private func rotation(
    _ count: Int, fault: Fault?, random: inout SeededGenerator
  ) -> [Double] {
    var slip = motor.slip * random.uniform(in: 0.8...1.25)
    if let fault, fault.cause == .voltageChange { slip += 0.09 * fault.severity * fault.audibility }
    if let fault, fault.cause == .clogging { slip *= 1 - 0.5 * fault.severity }
    let nominal = motor.rotation(slip: slip)
    var drift = SlowDrift(seconds: 1.5, seed: random.next())
    return (0..<count).map { _ in nominal * (1 + 0.002 * drift.next()) }
  }

  private func tones(
    _ rotation: [Double], fault: Fault?, random: inout SeededGenerator
  ) -> [Double] {
    var lines = harmonics
    for index in lines.indices {
      lines[index].amplitude *= PortableMath.amplitude(decibels: random.uniform(in: -1.5...1.5))
      guard let fault else { continue }
      let order = lines[index].order
      let beside = min(order % blades, blades - order % blades)
      switch fault.cause {
      case .imbalance where order <= 5:
        lines[index].amplitude += fault.amplitude(decibels: 1) / Double(order)
      case .bladeDamage where beside > 0:
        let envelope = PortableMath.amplitude(decibels: -0.5 * Double(order) / Double(blades))
        lines[index].amplitude += fault.amplitude(decibels: -10) * envelope
      case .clogging where beside == 0:
        lines[index].amplitude *= 1 - 0.6 * min(1, fault.severity * fault.audibility)
      default: break
      }
    }
    let table = HarmonicTable(lines)
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
    if let fault, fault.cause == .imbalance { once = min(0.7, fault.amplitude(decibels: -8)) }
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
    _ fault: Fault, to sound: inout [Double], level: Double, rotation: [Double],
    random: inout SeededGenerator
  ) {
    switch fault.cause {
    case .bearingOuterRace:
      let bursts = bearing.spall(on: .outer, rotation: rotation, random: &random)
      sound.add(bursts, amplitude: fault.amplitude(decibels: -7), of: level)
    case .bearingInnerRace:
      let bursts = bearing.spall(on: .inner, rotation: rotation, random: &random)
      sound.add(bursts, amplitude: fault.amplitude(decibels: -7), of: level)
    case .bladeDamage:
      sound.add(
        roughFlow(rotation, random: &random), amplitude: fault.amplitude(decibels: -8), of: level)
    case .clogging:
      let stall = stall(rotation, random: &random)
      sound.add(stall, amplitude: fault.amplitude(decibels: -1), of: level)
    default: break
    }
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
