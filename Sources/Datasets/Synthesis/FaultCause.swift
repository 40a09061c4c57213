import PortableArithmetic

/// What is wrong with a machine.
public enum FaultCause: String, Sendable, Hashable, CaseIterable {
  /// Centre of mass off the axis: the shaft's own rate and its first multiples grow, and the noise
  /// swells once a turn.
  case imbalance
  /// A spall on the bearing's outer race: bursts at the ball-pass frequency of that race.
  case bearingOuterRace = "bearing-outer-race"
  /// A spall on the inner race: bursts at its ball-pass frequency, strongest once a turn, when the
  /// spall passes the loaded zone.
  case bearingInnerRace = "bearing-inner-race"
  /// One blade bent or broken: lines beside each blade-pass harmonic, and turbulence once a turn.
  case bladeDamage = "blade-damage"
  /// A passage partly blocked: the flow separates, rumbles and pulses.
  case clogging
  /// The supply is low: the motor slips more and hums.
  case voltageChange = "voltage-change"
  /// A jet through a small opening: hiss.
  case leak
  /// Bubbles, or grit, that collapse or strike: short blows at high frequency, on the suction
  /// stroke.
  case cavitation
  /// A dent in the rail: a blow whenever the carriage passes the place.
  case railDamage = "rail-damage"
  /// The belt slaps after each reversal and lets the carriage surge.
  case looseBelt = "loose-belt"
  /// Dry guides: stick–slip squeal and rough rolling.
  case noGrease = "no-grease"
  /// The plunger moves late, by a varying time, and drags.
  case sticking
  /// Dirt on the seat: the plunger bounces and the flow flutters.
  case contamination
  /// A worn solenoid: it buzzes while it is energised.
  case coilBuzz = "coil-buzz"
}

/// One machine's trouble in one clip.
struct Fault: Sendable, Hashable {
  var cause: FaultCause
  /// 0 (nothing to hear yet) to 1 (about to fail).
  var severity: Double
  /// How loudly this individual machine shows its faults, as a factor of amplitude.
  var audibility: Double

  /// The amplitude, relative to the healthy sound, of a fault whose layer has `decibels` at
  /// severity 1: proportional to the severity.
  func amplitude(decibels: Double) -> Double {
    severity * audibility * PortableMath.amplitude(decibels: decibels)
  }
}
