import PortableArithmetic
import SeededRandom

/// A solenoid valve that follows a pattern: the plunger clicks as it opens and closes, the coil
/// hums at twice the line frequency while it holds, the flow rushes while it is open.
struct ValveSound: MachineSound {
  private let housing: HousingParameters
  /// Open and closed times in seconds, one cycle of the programme.
  private let pattern: [(open: Double, closed: Double)]
  private let opening: [Modes.Mode]
  private let closing: [Modes.Mode]
  private let flowCentre: Double
  private let flowLevel: Double
  private let humLevel: Double
  private let hiss: Double
  private let coil: InductionMotor

  init(random: inout SeededGenerator) {
    housing = HousingParameters(random: &random)
    let steps = 1 + random.integer(below: 3)
    pattern = (0..<steps).map { _ in
      (random.uniform(in: 0.15...0.6), random.uniform(in: 0.25...0.8))
    }
    opening = Modes.drawn(6, from: 450, octaves: 3.7, decay: 0.003...0.015, random: &random)
    closing = Modes.drawn(6, from: 320, octaves: 3.8, decay: 0.004...0.02, random: &random)
    flowCentre = random.uniform(in: 1200...3200)
    flowLevel = PortableMath.amplitude(decibels: random.uniform(in: -9 ... -2))
    humLevel = PortableMath.amplitude(decibels: random.uniform(in: -14 ... -8))
    hiss = random.uniform(in: 2500...5500)
    coil = InductionMotor(polePairs: [1], random: &random)
  }

  /// One blow of the plunger.
  private struct Blow {
    var sample: Int
    var strength: Double
    /// Strength of the same blow of a healthy valve; 0 for one that it would not make.
    var healthy: Double
  }

  /// What the plunger does in one clip.
  private struct Course {
    /// 1 while the coil is energised, by sample.
    var energised: [Double]
    /// Opening of the seat 0…1, by sample.
    var opening: [Double]
    /// Blows of the plunger on its stops.
    var opens: [Blow] = []
    var closes: [Blow] = []
    /// Samples between which the plunger drags.
    var drags: [Range<Int>] = []
  }

  func render(_ count: Int, fault: Fault?, random: inout SeededGenerator) -> [Double] {
    let course = course(count, fault: fault, random: &random)
    var sound = clicks(course, count: count)
    let rush = flowLevel * PortableMath.amplitude(decibels: random.uniform(in: -1.5...1.5))
    sound.add(flow(course, fault: fault, random: &random), amplitude: rush, of: 1)
    let hold = humLevel * PortableMath.amplitude(decibels: random.uniform(in: -1.5...1.5))
    let hum = coil.hum(count, random: &random)
    let held = zip(hum, course.energised).map { $0 * $1 }
    sound.add(held, amplitude: hold, of: 1)
    if let fault { add(fault, to: &sound, course: course, random: &random) }
    var around = housing.drawn(random: &random)
    around.process(&sound)
    return sound
  }

  private func course(
    _ count: Int, fault: Fault?, random: inout SeededGenerator
  ) -> Course {
    var course = Course(
      energised: [Double](repeating: 0, count: count),
      opening: [Double](repeating: 0, count: count))
    let pace = random.uniform(in: 0.98...1.02)
    var time = -random.uniform() * pattern.reduce(0) { $0 + $1.open + $1.closed }
    var step = 0
    while time * Synthesizer.rate < Double(count) {
      let (open, closed) = pattern[step % pattern.count]
      step += 1
      let opened = time + 0.012 + lateness(fault, random: &random)
      let released = time + open * pace
      let shut = released + 0.02 + lateness(fault, random: &random)
      actuate(&course, from: time, to: opened, fault: fault, opening: true, random: &random)
      actuate(&course, from: released, to: shut, fault: fault, opening: false, random: &random)
      Self.fill(&course.energised, from: time, to: released)
      Self.fill(&course.opening, from: opened, to: shut)
      time = released + closed * pace * random.uniform(in: 0.98...1.02)
    }
    return course
  }

  /// Seconds by which a sticking plunger moves late.
  private func lateness(_ fault: Fault?, random: inout SeededGenerator) -> Double {
    guard let fault, fault.cause == .sticking else { return random.uniform(in: 0...0.002) }
    return 0.08 * fault.severity * random.uniform(in: 0.3...1)
  }

  /// One movement of the plunger: the blow at its end, the drag and the bounces of a fault.
  private func actuate(
    _ course: inout Course, from start: Double, to end: Double, fault: Fault?, opening: Bool,
    random: inout SeededGenerator
  ) {
    let strength = 1 + 0.12 * random.nearNormal()
    let sample = Int(end * Synthesizer.rate)
    var blows = [Blow(sample: sample, strength: strength, healthy: strength)]
    switch fault?.cause {
    case .sticking:
      blows[0].strength *= 1 - 0.4 * (fault?.severity ?? 0)
      let first = max(0, Int(start * Synthesizer.rate))
      if first < sample { course.drags.append(first..<sample) }
    case .contamination:
      var later = end
      var rebound = strength * (fault?.amplitude(decibels: 1) ?? 0)
      for _ in 0..<5 {
        later += random.uniform(in: 0.008...0.025)
        blows.append(
          Blow(sample: Int(later * Synthesizer.rate), strength: rebound, healthy: 0))
        rebound *= random.uniform(in: 0.5...0.9)
      }
    default: break
    }
    let inside = blows.filter { course.opening.indices.contains($0.sample) }
    if opening { course.opens += inside } else { course.closes += inside }
  }

  private static func fill(_ samples: inout [Double], from start: Double, to end: Double) {
    let first = max(0, Int(start * Synthesizer.rate))
    let last = min(samples.count, Int(end * Synthesizer.rate))
    for index in first..<max(first, last) { samples[index] = 1 }
  }

  /// All blows, in units of the level that those of a healthy valve would have.
  private func clicks(_ course: Course, count: Int) -> [Double] {
    func sound(_ strength: KeyPath<Blow, Double>) -> [Double] {
      var opens = [Double](repeating: 0, count: count)
      var closes = opens
      for blow in course.opens { opens[blow.sample] += blow[keyPath: strength] }
      for blow in course.closes { closes[blow.sample] += 0.8 * blow[keyPath: strength] }
      var (open, close) = (Modes(opening), Modes(closing))
      return zip(opens, closes).map { open.process($0) + close.process($1) }
    }
    let level = sound(\.healthy).rootMeanSquare
    var clicks = sound(\.strength)
    if level > 0 { clicks.scale(by: 1 / level) }
    return clicks
  }

  private func flow(
    _ course: Course, fault: Fault?, random: inout SeededGenerator
  ) -> [Double] {
    var noise = Noise(.white, seed: random.next())
    let place = flowCentre * random.uniform(in: 0.96...1.04)
    var band = Biquad.bandPass(centre: place, bandwidth: place)
    var flutter = Oscillator(turns: random.uniform())
    var depth = 0.0
    if let fault, fault.cause == .contamination { depth = min(0.9, fault.amplitude(decibels: 0)) }
    var reached = 0.0
    return course.opening.map { opening in
      _ = flutter.advance(27)
      reached += (opening - reached) * 0.006
      return reached * (1 + depth * flutter.sine()) * band.process(noise.next())
    }
  }

  private func add(
    _ fault: Fault, to sound: inout [Double], course: Course, random: inout SeededGenerator
  ) {
    switch fault.cause {
    case .leak:
      sound.add(
        seep(course, random: &random), amplitude: fault.amplitude(decibels: -8), of: 1)
    case .coilBuzz:
      let buzz = buzz(course, random: &random)
      sound.add(buzz, amplitude: fault.amplitude(decibels: -2), of: 1)
    case .sticking:
      let scrape = scrape(course, random: &random)
      sound.add(scrape, amplitude: fault.amplitude(decibels: -2), of: 1)
    default: break
    }
  }

  /// Hiss through the seat while it should be shut.
  private func seep(_ course: Course, random: inout SeededGenerator) -> [Double] {
    var noise = Noise(.white, seed: random.next())
    let place = hiss * random.uniform(in: 0.9...1.1)
    var band = Biquad.bandPass(centre: place, bandwidth: place * 0.6)
    return course.opening.map { (1 - 0.8 * $0) * band.process(noise.next()) }
  }

  /// A plunger that chatters against its stop a hundred times a second.
  private func buzz(_ course: Course, random: inout SeededGenerator) -> [Double] {
    var modes = Modes(opening)
    var half = Oscillator(turns: random.uniform())
    return course.energised.map { energised in
      let struck = half.advance(2 * InductionMotor.lineFrequency)
      let blow = struck ? energised * (1 + 0.3 * random.nearNormal()) : 0
      return modes.process(blow)
    }
  }

  private func scrape(_ course: Course, random: inout SeededGenerator) -> [Double] {
    var noise = Noise(.white, seed: random.next())
    var band = Biquad.bandPass(centre: 2400, bandwidth: 2200)
    var samples = [Double](repeating: 0, count: course.opening.count)
    for drag in course.drags {
      for index in drag.clamped(to: samples.indices) { samples[index] = band.process(noise.next()) }
    }
    return samples
  }
}
