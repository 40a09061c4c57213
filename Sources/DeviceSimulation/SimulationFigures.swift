import Datasets
import Evaluation

/// What four chains' scores of the same clips say about the loss, and about where it comes from.
public struct SimulationFigures: Sendable, Equatable {
  /// AUC and pAUC, means over ids by the rule of the layout; nil where no id has both labels.
  public struct Areas: Sendable, Equatable {
    /// Mean AUC.
    public var auc: Double?
    /// Mean pAUC.
    public var pauc: Double?
  }

  /// A figure of one id.
  public struct PerID: Sendable, Equatable {
    /// Machine id or section.
    public var id: String
    /// "source" or "target" where the rule keeps domains apart.
    public var domain: String?
    /// Normal clips.
    public var normal: Int
    /// Anomalous clips.
    public var anomaly: Int
    /// Chain A.
    public var float: Areas
    /// Chain D.
    public var quantized: Areas
  }

  /// How the mean AUC falls from stage to stage; positive is a loss.
  public struct Stages: Sendable, Equatable {
    /// A - B; nil where the clips are features, so that no front end took part.
    public var frontEnd: Double?
    /// B - C.
    public var network: Double
    /// C - D.
    public var score: Double
  }

  /// How far the device's score is from the float one, relative to the latter.
  public struct ScoreError: Sendable, Equatable {
    /// Of all clips.
    public var median: Double
    /// 99 % of the clips are nearer.
    public var percentile99: Double
    /// Of the worst clip.
    public var maximum: Double
  }

  /// Chain A.
  public var float: Areas
  /// Chain D.
  public var quantized: Areas
  /// In the order of the clips.
  public var perID: [PerID]
  /// A - D with its 95 % interval; nil where no id has both labels.
  public var loss: PairedBootstrap?
  /// nil where no id has both labels.
  public var stages: Stages?
  /// Clips on which A and D lie on different sides of the threshold.
  public var changedDecisions: Int
  /// Clips heard.
  public var clipCount: Int
  /// Of chain D against A.
  public var scoreError: ScoreError
  /// Whether D puts the clips in A's order.
  public var rankAgreement: RankAgreement

  /// A - D of the mean AUC: positive is worse.
  public var aucLoss: Double? { loss?.auc.value }

  /// - Parameters:
  ///   - clips: at least one.
  ///   - rule: how ids and domains are averaged.
  ///   - hasFrontEnd: false for clips of features.
  ///   - thresholdQ24: the model's, dB².
  ///   - maxFPR: where the partial area ends.
  /// - Throws: `EvaluationError.notFinite` for a score that is no number.
  public init(
    _ clips: [SimulatedClip], rule: AveragingRule, hasFrontEnd: Bool, thresholdQ24: Int64,
    maxFPR: Double = 0.1
  ) throws(EvaluationError) {
    let set = TestSet(clips.map { TestClip($0.clip) }, rule: rule, maxFPR: maxFPR)
    let a = clips.map(\.scores.a)
    let d = clips.map(\.scores.d)
    let judgements = (float: try set.judge(a), quantized: try set.judge(d))
    float = Areas(judgements.float.mean)
    quantized = Areas(judgements.quantized.mean)
    perID = zip(judgements.float.groups, judgements.quantized.groups).map { PerID($0, $1) }
    loss = try PairedBootstrap(a, d, on: set)
    let b = try set.judge(clips.map(\.scores.b)).mean.auc
    let c = try set.judge(clips.map(\.scores.c)).mean.auc
    if let aucA = float.auc, let b, let c, let aucD = quantized.auc {
      stages = Stages(frontEnd: hasFrontEnd ? aucA - b : nil, network: b - c, score: c - aucD)
    }
    let threshold = Double(thresholdQ24) / Double(1 << 24)
    changedDecisions = clips.count { ($0.scores.a >= threshold) != ($0.scores.d >= threshold) }
    clipCount = clips.count
    rankAgreement = try RankAgreement(a, d)
    scoreError = ScoreError(zip(a, d).map { abs($1 - $0) / max(abs($0), .leastNormalMagnitude) })
  }
}

extension SimulationFigures.Areas {
  init(_ mean: Judgement.Mean) { self.init(auc: mean.auc, pauc: mean.pauc) }
}

extension SimulationFigures.PerID {
  init(_ float: Judgement.Group, _ quantized: Judgement.Group) {
    self.init(
      id: float.group.joined(separator: " "), domain: float.domain, normal: float.normal,
      anomaly: float.anomaly, float: .init(auc: float.auc, pauc: float.pauc),
      quantized: .init(auc: quantized.auc, pauc: quantized.pauc))
  }
}

extension SimulationFigures.ScoreError {
  init(_ errors: [Double]) {
    self.init(
      median: Percentile.value(0.5, of: errors), percentile99: Percentile.value(0.99, of: errors),
      maximum: errors.max() ?? 0)
  }
}

extension TestClip {
  /// A data set's clip: of its id, and of its domain where it has one.
  public init(_ clip: Clip) {
    self.init(isAnomaly: clip.label == .anomaly, group: [clip.id], domain: clip.domain.rawValue)
  }
}

extension AveragingRule {
  /// The rule that the names of a data set call for: 2020's for ids; 2021's, source and target
  /// apart, for sections.
  public init(_ layout: DatasetLayout) {
    switch layout {
    case .dcase2020, .mimii: self = .dcase2020
    case .dcase2021: self = .dcase2021
    }
  }
}
