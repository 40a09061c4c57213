import PortableArithmetic
import SeededRandom

/// A plunger pump behind a gear: the flow pulses with the pistons, valves knock, the motor hums.
///
/// Flow of z pistons: the sum of their half-sine deliveries, max(0, sin(θ + 2πi/z)) (J. Ivantysyn
/// and M. Ivantysynova, "Hydrostatic Pumps and Motors", 2003); the noise of the flow follows it.
struct PumpSound: MachineSound {
  private let motor: InductionMotor
  private let bearing: RollingBearing
  private let housing: HousingParameters
  private let pistons: Int
  /// Motor turns for one turn of the crank.
  private let gear: Double
  /// Depth of the noise's pulsation, 0…1.
  private let pulsation: Double
  private let flowCentre: Double
  private let knock: [Modes.Mode]
  /// Level of the knocks against the flow, as a factor.
  private let knocking: Double
  private let hiss: Double

  init(random: inout SeededGenerator) {
    motor = InductionMotor(polePairs: [1, 2, 2], random: &random)
    bearing = RollingBearing(random: &random)
    housing = HousingParameters(random: &random)
    pistons = 1 + random.integer(below: 4)
    gear = random.uniform(in: 4...8)
    pulsation = random.uniform(in: 0.3...0.7)
    flowCentre = random.uniform(in: 500...1400)
    knock = Modes.drawn(
      5, from: 180, octaves: 4.2, decay: 0.008...0.03, random: &random)
    knocking = PortableMath.amplitude(decibels: random.uniform(in: -8 ... -1))
    hiss = random.uniform(in: 2600...5200)
  }

  /// The state of one clip that its layers share.
  private struct Run {
    /// Motor turns a second at each sample.
    var rotation: [Double]
    /// Delivery of all pistons at each sample, mean near 1.
    var flow: [Double]
    /// Samples at which a piston's valve closes.
    var strokes: [Int]
  }

  func render(_ count: Int, fault: Fault?, random: inout SeededGenerator) -> [Double] {
    let run = run(count, fault: fault, random: &random)
    var sound = flowNoise(run, random: &random)
    sound.normalise(to: 1)
    var blows = knocking * PortableMath.amplitude(decibels: random.uniform(in: -1.5...1.5))
    if let fault, fault.cause == .clogging { blows += fault.amplitude(decibels: -6) }
    sound.add(knocks(run, random: &random), amplitude: blows, of: 1)
    let hum = PortableMath.amplitude(decibels: -12 + random.uniform(in: -1.5...1.5))
    sound.add(motor.hum(count, random: &random), amplitude: hum, of: 1)
    if let fault { add(fault, to: &sound, run: run, random: &random) }
    var around = housing.drawn(random: &random)
    around.process(&sound)
    return sound
  }

  private func run(_ count: Int, fault: Fault?, random: inout SeededGenerator) -> Run {
    var slip = motor.slip * random.uniform(in: 0.8...1.25)
    if let fault, fault.cause == .clogging { slip += 0.02 * fault.severity }
    let nominal = motor.rotation(slip: slip)
    var depth = pulsation * random.uniform(in: 0.9...1.1)
    if let fault, fault.cause == .clogging { depth += (1 - depth) * 0.5 * fault.severity }
    var drift = SlowDrift(seconds: 1, seed: random.next())
    var crank = Oscillator(turns: random.uniform())
    var run = Run(rotation: [], flow: [], strokes: [])
    let spacing = PortableMath.phase(turns: 1 / Double(pistons))
    for sample in 0..<count {
      let rotation = nominal * (1 + 0.003 * drift.next())
      let before = crank.phase
      _ = crank.advance(rotation / gear)
      var delivery = 0.0
      for piston in 0..<pistons {
        let offset = spacing &* UInt32(piston)
        delivery += max(0, PortableMath.sine(crank.phase &+ offset))
        if crank.phase &+ offset < before &+ offset { run.strokes.append(sample) }
      }
      run.rotation.append(rotation)
      run.flow.append(1 - depth + depth * delivery * PortableMath.pi / Double(pistons))
    }
    return run
  }

  private func flowNoise(_ run: Run, random: inout SeededGenerator) -> [Double] {
    var noise = Noise(.pink, seed: random.next())
    let place = flowCentre * random.uniform(in: 0.96...1.04)
    var band = Biquad.bandPass(centre: place, bandwidth: place * 0.8)
    var low = Biquad.lowPass(corner: 220)
    let rumble = 0.6 * PortableMath.amplitude(decibels: random.uniform(in: -1.5...1.5))
    let brightness = 0.12 * PortableMath.amplitude(decibels: random.uniform(in: -1.5...1.5))
    return run.flow.map { flow in
      let white = noise.next()
      return flow * (band.process(white) + brightness * white) + rumble * low.process(white)
    }
  }

  private func knocks(_ run: Run, random: inout SeededGenerator) -> [Double] {
    var modes = Modes(knock)
    var next = run.strokes.startIndex
    return run.flow.indices.map { sample in
      var blow = 0.0
      if next < run.strokes.endIndex, run.strokes[next] == sample {
        next += 1
        blow = 1 + 0.15 * random.nearNormal()
      }
      return modes.process(blow)
    }
  }

  private func add(
    _ fault: Fault, to sound: inout [Double], run: Run, random: inout SeededGenerator
  ) {
    switch fault.cause {
    case .leak:
      sound.add(jet(run, random: &random), amplitude: fault.amplitude(decibels: -11), of: 1)
    case .cavitation:
      sound.add(collapses(run, random: &random), amplitude: fault.amplitude(decibels: -8), of: 1)
    case .clogging:
      sound.add(rumble(run, random: &random), amplitude: fault.amplitude(decibels: -5), of: 1)
    case .bearingOuterRace:
      let bursts = bearing.spall(on: .outer, rotation: run.rotation, random: &random)
      sound.add(bursts, amplitude: fault.amplitude(decibels: -9), of: 1)
    default: break
    }
  }

  /// Flow that separates behind what blocks it.
  private func rumble(_ run: Run, random: inout SeededGenerator) -> [Double] {
    var noise = Noise(.brown, seed: random.next())
    var band = Biquad.bandPass(centre: flowCentre * 0.35, bandwidth: flowCentre * 0.4)
    return run.flow.map { flow in flow * band.process(noise.next()) }
  }

  /// A jet: noise about the Strouhal frequency of its opening, louder under pressure.
  private func jet(_ run: Run, random: inout SeededGenerator) -> [Double] {
    var noise = Noise(.white, seed: random.next())
    let place = hiss * random.uniform(in: 0.9...1.1)
    var band = Biquad.bandPass(centre: place, bandwidth: place * 0.7)
    return run.flow.map { flow in (0.5 + 0.5 * flow) * band.process(noise.next()) }
  }

  /// Bubbles that collapse: a crowd of short blows where the flow is drawn in.
  private func collapses(_ run: Run, random: inout SeededGenerator) -> [Double] {
    var modes = Modes(
      Modes.drawn(5, from: 2400, octaves: 1.5, decay: 0.0006...0.0015, random: &random))
    var waiting = 0.0
    return run.flow.map { flow in
      waiting -= 1
      var blow = 0.0
      if waiting <= 0 {
        let eagerness = max(0.15, 2 - flow)
        waiting += random.interval(mean: Synthesizer.rate / (140 * eagerness * eagerness))
        blow = random.uniform(in: 0.2...1) * (random.uniform() < 0.5 ? -1 : 1)
      }
      return modes.process(blow)
    }
  }
}
