import SeededRandom

/// One clip to be made: everything about it follows from its name and the data set's options.
public struct SyntheticClip: Sendable, Hashable {
  /// The kind of machine: its folder.
  public let machine: MachineKind
  /// The individual, from 0: `id_00`.
  public let id: Int
  /// Folder within the machine's.
  public let split: Clip.Split
  /// First word of the name.
  public let label: Clip.Label
  /// Number within its id, split and label, from 0.
  public let index: Int
  /// Where the clip lies in the data set: `fan/train/normal_id_00_00000000.wav`.
  public let file: String
  /// What is wrong; nil in a normal clip.
  public let cause: FaultCause?
  /// How far the trouble has gone, 0…1; 0 in a normal clip.
  public let severity: Double
  /// Seed of the clip's own sound, drawn from the data set's seed and `file`.
  public let seed: UInt64

  init(
    machine: MachineKind, id: Int, split: Clip.Split, label: Clip.Label, index: Int,
    options: SynthesisOptions
  ) {
    self.machine = machine
    self.id = id
    self.split = split
    self.label = label
    self.index = index
    file =
      "\(machine.rawValue)/\(split.rawValue)/\(label.rawValue)_\(Self.name(ofID: id))_"
      + "\(Self.padded(index, to: 8)).wav"
    let causes = machine.causes
    cause = label == .anomaly ? causes[index % causes.count] : nil
    severity = label == .anomaly ? Self.severity(index, of: causes.count, id, options) : 0
    var generator = SeededGenerator(seed: options.seed, stream: file)
    seed = generator.next()
  }

  /// The individual's name: `id_00`.
  public var idName: String { Self.name(ofID: id) }

  static func name(ofID id: Int) -> String { "id_\(padded(id, to: 2))" }

  /// Spreads the severities of each cause evenly over the range however many clips there are, and
  /// differently for each cause and id: multiples of the golden ratio, modulo 1.
  private static func severity(
    _ index: Int, of causes: Int, _ id: Int, _ options: SynthesisOptions
  ) -> Double {
    let steps = Double(index / causes) + 0.37 * Double(index % causes) + 0.19 * Double(id)
    let place = (0.5 + steps * 0.6180339887498949)
    let range = options.severity
    return range.lowerBound + (range.upperBound - range.lowerBound) * (place - place.rounded(.down))
  }

  private static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
