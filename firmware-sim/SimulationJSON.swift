import CommandLineInterface
import DeviceSimulation
import Evaluation

extension SimulationReport {
  /// `auc_loss` and the stages are float minus quantized: positive is worse.
  var json: JSONValue {
    [
      "model": .string(subject.modelPath), "model_sha256": .string(subject.figures.sha256),
      "clips_sha256": .string(clipsDigest), "target": target?.json ?? ["name": "host"],
      "clips": .integer(figures.clipCount), "max_fpr": .number(maxFPR),
      "float": Self.json(figures.float), "quantized": Self.json(figures.quantized),
      "auc_loss": JSONValue(figures.aucLoss),
      "auc_loss_ci95": Self.interval(figures.loss?.auc),
      "pauc_loss": JSONValue(figures.loss?.pauc.value),
      "pauc_loss_ci95": Self.interval(figures.loss?.pauc),
      "max_auc_loss": JSONValue(maxLoss), "within_limit": .bool(isWithinLimit),
      "changed_decisions": .integer(figures.changedDecisions),
      "score_error": [
        "median": .number(figures.scoreError.median),
        "p99": .number(figures.scoreError.percentile99),
        "max": .number(figures.scoreError.maximum),
      ],
      "spearman": JSONValue(figures.rankAgreement.spearman),
      "discordant_pairs": .number(figures.rankAgreement.discordantShare),
      "stages": [
        "front_end": JSONValue(figures.stages?.frontEnd),
        "network": JSONValue(figures.stages?.network), "score": JSONValue(figures.stages?.score),
      ],
      "layers": .array(
        layers.map { ["name": .string($0.name), "sqnr_db": JSONValue($0.signalToNoise)] }),
      "ids": .array(figures.perID.map(Self.json)),
    ]
  }

  private static func json(_ areas: SimulationFigures.Areas) -> JSONValue {
    ["auc": JSONValue(areas.auc), "pauc": JSONValue(areas.pauc)]
  }

  private static func interval(_ difference: PairedBootstrap.Difference?) -> JSONValue {
    guard let difference else { return nil }
    return [.number(difference.lower), .number(difference.upper)]
  }

  private static func json(_ id: SimulationFigures.PerID) -> JSONValue {
    [
      "id": .string(id.id), "domain": id.domain.map { .string($0) } ?? nil,
      "normal": .integer(id.normal), "anomaly": .integer(id.anomaly),
      "float": json(id.float), "quantized": json(id.quantized),
    ]
  }
}
