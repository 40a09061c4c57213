import SeededRandom

/// A rolling-element bearing and what a spall on one of its races sounds like.
///
/// Frequencies: T. A. Harris and M. N. Kotzalas, "Essential Concepts of Bearing Technology", 2006;
/// the series of bursts with a random slip of 1–2 % that rings a resonance: R. B. Randall and
/// J. Antoni, "Rolling element bearing diagnostics — a tutorial", MSSP 25(2), 2011.
struct RollingBearing: Sendable {
  enum Race { case inner, outer }

  /// Rolling elements.
  let balls: Int
  /// (ball diameter / pitch diameter) · cos(contact angle).
  let ratio: Double
  /// The resonance that a blow rings, Hz, and its decay in seconds.
  let resonance: Double
  let decay: Double

  /// Blows a turn of the shaft: n/2 · (1 ∓ d/D · cos φ), outer and inner race.
  func passes(_ race: Race) -> Double {
    Double(balls) / 2 * (race == .outer ? 1 - ratio : 1 + ratio)
  }

  /// The bursts of a spall while the shaft turns at `rotation` (Hz, one value a sample).
  func spall(
    on race: Race, rotation: [Double], random: inout SeededGenerator
  ) -> [Double] {
    var modes = Modes([
      Modes.Mode(frequency: resonance, decay: decay, gain: 1),
      Modes.Mode(frequency: resonance * 0.57, decay: decay * 1.5, gain: 0.5),
      Modes.Mode(frequency: min(7500, resonance * 1.43), decay: decay * 0.7, gain: 0.4),
    ])
    let passes = passes(race)
    var waiting = random.uniform()
    var shaft = Oscillator(turns: random.uniform())
    return rotation.map { rotation in
      _ = shaft.advance(rotation)
      waiting -= rotation * passes / Synthesizer.rate
      var blow = 0.0
      if waiting <= 0 {
        waiting += 1 + 0.015 * random.nearNormal()
        // The inner race turns with the shaft through the loaded zone.
        let load = race == .inner ? max(0.08, 0.45 + 0.55 * shaft.sine()) : 1
        blow = load * (1 + 0.25 * random.nearNormal())
      }
      return modes.process(blow)
    }
  }
}

extension RollingBearing {
  /// Draws a bearing of the sizes that machines of this kind have.
  init(random: inout SeededGenerator) {
    self.init(
      balls: 7 + random.integer(below: 6), ratio: random.uniform(in: 0.17...0.3),
      resonance: random.uniform(in: 2200...5200), decay: random.uniform(in: 0.0008...0.002))
  }
}
