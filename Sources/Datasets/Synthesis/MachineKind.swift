import SeededRandom

/// The four machines the generator knows: those of the MIMII recordings.
public enum MachineKind: String, Sendable, Hashable, CaseIterable {
  case fan, pump, slider, valve

  /// The causes of its anomalies, in the order in which test clips go through them.
  public var causes: [FaultCause] {
    switch self {
    case .fan:
      [.imbalance, .bearingOuterRace, .bladeDamage, .clogging, .bearingInnerRace, .voltageChange]
    case .pump: [.leak, .clogging, .cavitation, .bearingOuterRace]
    case .slider: [.railDamage, .looseBelt, .noGrease]
    case .valve: [.sticking, .leak, .contamination, .coilBuzz]
    }
  }

  /// The individual machine that the seed describes.
  func individual(random: inout SeededGenerator) -> any MachineSound {
    switch self {
    case .fan: FanSound(random: &random)
    case .pump: PumpSound(random: &random)
    case .slider: SliderSound(random: &random)
    case .valve: ValveSound(random: &random)
    }
  }
}

/// One individual machine: its fixed parameters, from which each clip's sound is made.
protocol MachineSound: Sendable {
  /// Draws the parameters of an individual.
  init(random: inout SeededGenerator)

  /// The sound close to the machine over `count` samples, of any level.
  func render(_ count: Int, fault: Fault?, random: inout SeededGenerator) -> [Double]
}
