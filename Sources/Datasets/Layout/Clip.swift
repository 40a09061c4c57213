/// One recording (or feature file) of a data set, as its name and place describe it.
public struct Clip: Sendable, Hashable {
  /// Absolute path.
  public var path: String
  /// Machine type: `fan`, `pump`, `ToyCar`, …
  public var machine: String
  /// Individual machine or section: `id_00`, `section_00`.
  public var id: String
  /// Where the recording was made; always `.source` in layouts that know no domains.
  public var domain: Domain
  /// Training or test set.
  public var split: Split
  /// What the machine was doing.
  public var label: Label
  /// What the file holds.
  public var content: Content

  /// Conditions of the recording: those of most training clips, or shifted ones.
  public enum Domain: String, Sendable, Hashable { case source, target }
  /// What the clip is for.
  public enum Split: String, Sendable, Hashable { case train, test }
  /// What the machine was doing.
  public enum Label: String, Sendable, Hashable { case normal, anomaly }
  /// Sound or features.
  public enum Content: Sendable, Hashable {
    /// Sound, to be read through `AudioFile`.
    case audio
    /// Log-mel frames in dB, `frames × bands`, `.npy` float32 or float64.
    case features
  }

  /// A clip, described.
  public init(
    path: String, machine: String, id: String, domain: Domain = .source, split: Split,
    label: Label, content: Content
  ) {
    self.path = path
    self.machine = machine
    self.id = id
    self.domain = domain
    self.split = split
    self.label = label
    self.content = content
  }
}
