import PortableArithmetic
import SeededRandom

/// Makes recordings of machines that do not exist.
///
/// The same options give the same samples on every machine: all of it is integer arithmetic and the
/// four operations and square root of IEEE 754 (see `PortableMath`). Each clip depends on the seed
/// and its own name alone, so a smaller set is a part of the larger one.
public struct Synthesizer: Sendable {
  /// Samples a second of every recording.
  public static let sampleRate = 16_000
  static let rate = 16_000.0

  /// What was asked for.
  public let options: SynthesisOptions
  private let individuals: [MachineKind: [Individual]]

  /// One machine at its place in the hall.
  private struct Individual: Sendable {
    var sound: any MachineSound
    var background: FactoryBackground
    /// How loudly it shows faults, as a factor of amplitude.
    var audibility: Double
    /// Root mean square of the healthy sound as it is rendered.
    var level: Double
  }

  /// Describes the individual machines.
  ///
  /// - Throws: `SynthesisError.outOfRange` for an option outside its range.
  public init(options: SynthesisOptions) throws(SynthesisError) {
    try options.validate()
    self.options = options
    var individuals: [MachineKind: [Individual]] = [:]
    for machine in options.machines {
      individuals[machine] = (0..<options.ids).map {
        Self.individual(machine, id: $0, seed: options.seed)
      }
    }
    self.individuals = individuals
  }

  /// Every clip of the data set: machine by machine, id by id, training clips before test clips.
  public var clips: [SyntheticClip] {
    var clips: [SyntheticClip] = []
    for machine in options.machines {
      for id in 0..<options.ids {
        let parts: [(Clip.Split, Clip.Label, Int)] = [
          (.train, .normal, options.trainClips), (.test, .normal, options.testClips),
          (.test, .anomaly, options.testClips),
        ]
        for (split, label, count) in parts {
          clips += (0..<count).map {
            SyntheticClip(
              machine: machine, id: id, split: split, label: label, index: $0, options: options)
          }
        }
      }
    }
    return clips
  }

  /// The clip's two sounds, scaled as they are in the recording.
  public func stems(of clip: SyntheticClip) -> ClipStems {
    guard let individual = individuals[clip.machine]?[clip.id] else {
      preconditionFailure("\(clip.file) is no clip of this data set")
    }
    let count = Int((options.seconds * Self.rate).rounded())
    let fault = clip.cause.map {
      Fault(cause: $0, severity: clip.severity, audibility: individual.audibility)
    }
    var random = SeededGenerator(seed: clip.seed, stream: "machine")
    var machine = individual.sound.render(count, fault: fault, random: &random)
    random = SeededGenerator(seed: clip.seed, stream: "background")
    var background = individual.background.render(count, random: &random)
    random = SeededGenerator(seed: clip.seed, stream: "microphone")
    background.normalise(to: 1)
    machine.scale(by: PortableMath.amplitude(decibels: options.snr) / individual.level)
    // The microphone's gain is this clip's own, so that loudness says little; a clip whose peaks
    // would not fit is turned down.
    let level = PortableMath.amplitude(decibels: random.uniform(in: -38 ... -30))
    let peak = zip(machine, background).reduce(0) { max($0, abs($1.0 + $1.1)) }
    let gain = min(level, 0.95 / max(peak, 1e-9))
    machine.scale(by: gain)
    background.scale(by: gain)
    return ClipStems(machine: machine, background: background)
  }

  /// The clip's recording: 16 kHz, mono.
  public func samples(of clip: SyntheticClip) -> [Int16] { stems(of: clip).samples }

  private static func individual(_ machine: MachineKind, id: Int, seed: UInt64) -> Individual {
    let name = "\(machine.rawValue)/\(SyntheticClip.name(ofID: id))"
    var sound = SeededGenerator(seed: seed, stream: "\(name)/machine")
    var place = SeededGenerator(seed: seed, stream: "\(name)/background")
    // Easy and hard ids in every set: the golden ratio spreads them, however many there are.
    let turns = 0.25 + 0.6180339887498949 * Double(id)
    let decibels = 4 - 10 * (turns - turns.rounded(.down))
    let individual = machine.individual(random: &sound)
    var random = SeededGenerator(seed: seed, stream: "\(name)/level")
    let healthy = individual.render(10 * sampleRate, fault: nil, random: &random)
    return Individual(
      sound: individual, background: FactoryBackground(random: &place),
      audibility: PortableMath.amplitude(decibels: decibels), level: healthy.rootMeanSquare)
  }
}
