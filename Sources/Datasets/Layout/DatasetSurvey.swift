import AudioFile

/// What a data set holds: clips, hours, rates and channels, and the files that are no good.
public struct DatasetSurvey: Sendable {
  /// How much of each file is looked at.
  public enum Depth: Sendable {
    /// The header, and whether the file is as long as it says.
    case headers
    /// Every sample.
    case everything
  }

  /// Clips of one machine, id and domain; bad ones are not counted.
  public struct Group: Sendable, Equatable {
    /// Machine type.
    public var machine: String
    /// Individual machine or section.
    public var id: String
    /// Source or target.
    public var domain: Clip.Domain
    /// Normal training clips.
    public var trainNormal = 0
    /// Anomalous training clips, which nothing uses.
    public var trainAnomaly = 0
    /// Normal test clips.
    public var testNormal = 0
    /// Anomalous test clips.
    public var testAnomaly = 0
    /// Duration of all recordings; 0 for features, which do not know theirs.
    public var seconds = 0.0

    /// All clips.
    public var clips: Int { trainNormal + trainAnomaly + testNormal + testAnomaly }
  }

  /// How many clips have a property.
  public struct Tally: Sendable, Equatable {
    /// The property: a rate in Hz, a number of channels, of bands, of frames.
    public var value: Int
    /// Clips that have it.
    public var clips: Int

    /// So many clips have this value.
    public init(value: Int, clips: Int) {
      self.value = value
      self.clips = clips
    }
  }

  /// The data set.
  public var dataset: Dataset
  /// By machine, id and domain.
  public var groups: [Group]
  /// Sample rates of recordings, most frequent first.
  public var rates: [Tally]
  /// Numbers of channels of recordings, most frequent first.
  public var channels: [Tally]
  /// Bands of feature files, most frequent first.
  public var bands: [Tally]
  /// Clips that cannot be used.
  public var bad: [BadFile]

  /// Duration of all recordings.
  public var seconds: Double { groups.reduce(0) { $0 + $1.seconds } }

  /// Looks at every clip.
  ///
  /// - Parameters:
  ///   - channel: clips without it are bad; nil takes recordings of any number of channels.
  ///   - progress: called with the number of clips done, one call at a time, on any thread.
  ///   - shouldStop: true ends the work with a `CancellationError`.
  /// - Throws: with `.stop` the first bad clip's error.
  public init(
    _ dataset: Dataset, depth: Depth = .headers, channel: Int? = nil,
    policy: BadFilePolicy = .list, progress: (@Sendable (Int) -> Void)? = nil,
    shouldStop: @Sendable () -> Bool = { false }
  ) throws {
    let looked = try ClipReader.forEach(
      dataset.clips, policy: policy, progress: progress, shouldStop: shouldStop
    ) { clip throws(DatasetError) in
      try ClipFacts(of: clip, depth: depth, channel: channel)
    }
    self.dataset = dataset
    bad = looked.bad
    groups = Self.groups(looked.values)
    let facts = looked.values.map(\.value)
    rates = Self.tally(facts.compactMap(\.rate))
    channels = Self.tally(facts.compactMap(\.channels))
    bands = Self.tally(facts.compactMap(\.bands))
  }

  /// - Parameter clips: in the data set's order, in which those of a group are neighbours but for
  ///   their domains.
  private static func groups(_ clips: [(clip: Clip, value: ClipFacts)]) -> [Group] {
    var groups: [[String]: Group] = [:]
    for (clip, facts) in clips {
      let key = [clip.machine, clip.id, clip.domain.rawValue]
      var group =
        groups[key] ?? Group(machine: clip.machine, id: clip.id, domain: clip.domain)
      switch (clip.split, clip.label) {
      case (.train, .normal): group.trainNormal += 1
      case (.train, .anomaly): group.trainAnomaly += 1
      case (.test, .normal): group.testNormal += 1
      case (.test, .anomaly): group.testAnomaly += 1
      }
      group.seconds += facts.seconds
      groups[key] = group
    }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  private static func tally(_ values: [Int]) -> [Tally] {
    Dictionary(grouping: values) { $0 }
      .map { Tally(value: $0.key, clips: $0.value.count) }
      .sorted { ($1.clips, $0.value) < ($0.clips, $1.value) }
  }
}
