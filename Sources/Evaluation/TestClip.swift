/// A clip of a test set, as far as judging a detector is concerned.
public struct TestClip: Sendable, Equatable {
  /// Whether the machine was faulty.
  public let isAnomaly: Bool
  /// What the clip is averaged by: machine and id or section, say. Of all clips equally many.
  public let group: [String]
  /// "source" or "target" in data sets with a domain shift.
  public let domain: String?

  /// A clip with its label, its group and its domain.
  public init(isAnomaly: Bool, group: [String], domain: String? = nil) {
    self.isAnomaly = isAnomaly
    self.group = group
    self.domain = domain
  }
}
