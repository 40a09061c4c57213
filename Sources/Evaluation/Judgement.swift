/// How well a detector's scores tell anomalous from normal clips.
public struct Judgement: Sendable, Equatable {
  /// The result of one group, or of one domain of it where domains are kept apart.
  public struct Group: Sendable, Equatable {
    /// The group's values, as the clips have them.
    public let group: [String]
    /// The domain, where domains are kept apart.
    public let domain: String?
    /// Area under the ROC curve, 0…1; nil if a class is missing.
    public let auc: Double?
    /// Partial area, McClish; nil if a class is missing. By the rule of 2022 that of the whole
    /// group, in each of its domains.
    public let pauc: Double?
    /// Normal clips that the AUC rests on.
    public let normal: Int
    /// Anomalous clips that the AUC rests on.
    public let anomaly: Int
  }

  /// Means over groups, without those whose value is nil; nil if none is left.
  public struct Mean: Sendable, Equatable {
    /// Mean AUC.
    public let auc: Double?
    /// Mean pAUC.
    public let pauc: Double?
  }

  /// The means of one domain.
  public struct DomainMean: Sendable, Equatable {
    /// "source" or "target".
    public let domain: String
    /// By the rule of the test set.
    public let mean: Mean
  }

  /// In the order in which the clips first name them; domains in alphabetical order.
  public let groups: [Group]
  /// By the rule of the test set.
  public let mean: Mean
  /// In alphabetical order; empty where domains are not kept apart.
  public let domains: [DomainMean]
  /// The challenge's own figure, where domains are kept apart: the harmonic mean of all AUC and
  /// pAUC values together.
  public let officialScore: Double?
}
