import PortableArithmetic
import SeededRandom

/// A belt-driven linear slide: motor whine and belt mesh whose pitch follows the speed, the
/// recirculating balls' rolling noise, a bump at each end.
///
/// Mesh frequency = speed / pitch of the belt; the motor's tone = speed · poles of the field per
/// metre; rolling noise goes with about the speed to the power 1.5 (D. J. Thompson, "Railway Noise
/// and Vibration", 2009, ch. 5, for steel rolling on steel).
struct SliderSound: MachineSound {
  private let stroke: SliderStroke
  private let housing: HousingParameters
  /// Pitch of the belt's teeth, m.
  private let pitch: Double
  /// The motor's tone, cycles a metre.
  private let whine: Double
  private let whineHarmonics: [(order: Int, amplitude: Double, turns: Double)]
  private let tonality: Double
  private let rollingCentre: Double
  private let bump: [Modes.Mode]
  private let rail: [Modes.Mode]
  private let squeal: Double
  /// Where the rail would be dented first: share of the stroke.
  private let dent: Double

  init(random: inout SeededGenerator) {
    stroke = SliderStroke(random: &random)
    housing = HousingParameters(random: &random)
    pitch = [0.003, 0.005, 0.008][random.integer(below: 3)]
    whine = random.uniform(in: 900...2400)
    whineHarmonics = (1...6).map { order in
      (order, random.uniform(in: 0.4...1) / Double(order), random.uniform())
    }
    tonality = PortableMath.amplitude(decibels: random.uniform(in: -7...0))
    rollingCentre = random.uniform(in: 900...2600)
    bump = Modes.drawn(5, from: 90, octaves: 4.2, decay: 0.01...0.04, random: &random)
    rail = Modes.drawn(6, from: 700, octaves: 3.1, decay: 0.004...0.012, random: &random)
    squeal = random.uniform(in: 1600...3800)
    dent = random.uniform(in: 0.2...0.8)
  }

  func render(_ count: Int, fault: Fault?, random: inout SeededGenerator) -> [Double] {
    let course = stroke.course(count, random: &random)
    var sound = rolling(course, random: &random)
    sound.normalise(to: 1)
    let tone = tonality * PortableMath.amplitude(decibels: random.uniform(in: -1.5...1.5))
    sound.add(drive(course, fault: fault, random: &random), amplitude: tone, of: 1)
    let knock = PortableMath.amplitude(decibels: -6 + random.uniform(in: -2...2))
    sound.add(bumps(course, random: &random), amplitude: knock, of: 1)
    if let fault { add(fault, to: &sound, course: course, random: &random) }
    var around = housing.drawn(random: &random)
    around.process(&sound)
    return sound
  }

  private func rolling(
    _ course: SliderStroke.Course, random: inout SeededGenerator
  ) -> [Double] {
    var noise = Noise(.pink, seed: random.next())
    let place = rollingCentre * random.uniform(in: 0.96...1.04)
    var band = Biquad.bandPass(centre: place, bandwidth: place * 0.9)
    let brightness = 0.15 * PortableMath.amplitude(decibels: random.uniform(in: -1.5...1.5))
    return course.velocity.map { velocity in
      let share = abs(velocity) / stroke.speed
      let white = noise.next()
      return share * share.squareRoot() * (band.process(white) + brightness * white)
    }
  }

  /// Rolling without grease: rough, at high frequency.
  private func dryRolling(
    _ course: SliderStroke.Course, random: inout SeededGenerator
  ) -> [Double] {
    var noise = Noise(.white, seed: random.next())
    var band = Biquad.bandPass(centre: 4500, bandwidth: 3000)
    return course.velocity.map { abs($0) * band.process(noise.next()) }
  }

  /// Motor and belt, both locked to the position.
  private func drive(
    _ course: SliderStroke.Course, fault: Fault?, random: inout SeededGenerator
  ) -> [Double] {
    let motor = HarmonicTable(whineHarmonics)
    let belt = HarmonicTable([(1, 0.5, 0), (2, 0.3, 0.2), (3, 0.15, 0.7), (5, 0.1, 0.4)])
    var motorPhase = Oscillator(turns: random.uniform())
    var beltPhase = Oscillator(turns: random.uniform())
    var drift = SlowDrift(seconds: 0.5, seed: random.next())
    var surge = Oscillator(turns: random.uniform())
    var surging = 0.0
    if let fault, fault.cause == .looseBelt { surging = min(0.25, fault.amplitude(decibels: -20)) }
    return course.velocity.map { velocity in
      _ = surge.advance(11)
      let wobble = 1 + 0.002 * drift.next() + surging * surge.sine()
      let speed = abs(velocity) * wobble
      _ = motorPhase.advance(speed * whine)
      _ = beltPhase.advance(speed / pitch)
      let share = min(1, abs(velocity) / stroke.speed)
      let load = (0.3 + 0.7 * share) * (velocity == 0 ? 0 : 1)
      return load * (motor.value(at: motorPhase.phase) + belt.value(at: beltPhase.phase))
    }
  }

  private func bumps(
    _ course: SliderStroke.Course, random: inout SeededGenerator
  ) -> [Double] {
    Self.blows(at: course.stops, through: bump, count: course.velocity.count, random: &random)
  }

  private static func blows(
    at places: [Int], through modes: [Modes.Mode], count: Int, random: inout SeededGenerator
  ) -> [Double] {
    var body = Modes(modes)
    var next = places.startIndex
    return (0..<count).map { sample in
      var blow = 0.0
      if next < places.endIndex, places[next] == sample {
        next += 1
        blow = 1 + 0.2 * random.nearNormal()
      }
      return body.process(blow)
    }
  }

  private func add(
    _ fault: Fault, to sound: inout [Double], course: SliderStroke.Course,
    random: inout SeededGenerator
  ) {
    let count = sound.count
    switch fault.cause {
    case .railDamage:
      let place = dent * stroke.length
      let passes = (1..<max(1, count)).filter { sample in
        (course.position[sample - 1] < place) != (course.position[sample] < place)
      }
      let blows = Self.blows(at: passes, through: rail, count: count, random: &random)
      sound.add(blows, amplitude: fault.amplitude(decibels: -3), of: 1)
    case .looseBelt:
      let slaps = slaps(course, random: &random)
      sound.add(slaps, amplitude: fault.amplitude(decibels: -7), of: 1)
    case .noGrease:
      let rough = dryRolling(course, random: &random)
      sound.add(rough, amplitude: fault.amplitude(decibels: -14), of: 1)
      let squeal = stickSlip(course, random: &random)
      sound.add(squeal, amplitude: fault.amplitude(decibels: -14), of: 1)
    default: break
    }
  }

  /// The belt strikes its guard a few times as the carriage sets off.
  private func slaps(
    _ course: SliderStroke.Course, random: inout SeededGenerator
  ) -> [Double] {
    var places: [Int] = []
    for sample in 1..<max(1, course.velocity.count)
    where course.velocity[sample - 1] == 0 && course.velocity[sample] != 0 {
      var place = Double(sample)
      for _ in 0..<(3 + random.integer(below: 4)) {
        place += Synthesizer.rate * random.uniform(in: 0.03...0.07)
        places.append(Int(place))
      }
    }
    let leather = [(140.0, 0.02, 1.0), (310, 0.014, 0.8), (720, 0.008, 0.5), (1500, 0.004, 0.35)]
    return Self.blows(
      at: places, through: leather.map { Modes.Mode(frequency: $0.0, decay: $0.1, gain: $0.2) },
      count: course.velocity.count, random: &random)
  }

  /// Squeal of dry guides: a tone with harmonics that comes and goes, mostly at low speed.
  private func stickSlip(
    _ course: SliderStroke.Course, random: inout SeededGenerator
  ) -> [Double] {
    let table = HarmonicTable([(1, 1, 0), (2, 0.5, 0.3), (3, 0.25, 0.6)])
    var phase = Oscillator(turns: random.uniform())
    var pitch = SlowDrift(seconds: 0.1, seed: random.next())
    var will = SlowDrift(seconds: 0.25, seed: random.next())
    let centre = squeal * random.uniform(in: 0.94...1.06)
    return course.velocity.map { velocity in
      let share = abs(velocity) / stroke.speed
      _ = phase.advance(min(7800, centre * (1 + 0.03 * pitch.next() + 0.05 * share)))
      let readiness = share > 0 ? 1.2 - 0.8 * min(1, share) : 0
      return max(0, will.next() + 0.3) * readiness * table.value(at: phase.phase)
    }
  }
}
