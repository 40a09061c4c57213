import CommandLineInterface
import EdgeRuntime
import Foundation
import Quantization

/// What `edgeasd quantize` prints.
struct QuantizationReport {
  let name: String
  let floatName: String
  let model: QuantizedModel
  let figures: ModelFigures
  let validation: Validation?
  let maxLoss: Double?

  init(
    name: String, floatName: String, model: QuantizedModel, file: [UInt8],
    validation: Validation?, maxLoss: Double?
  ) throws {
    self.name = name
    self.floatName = floatName
    self.model = model
    self.validation = validation
    self.maxLoss = maxLoss
    let image = ModelImage(file)
    figures = ModelFigures(try image.model())
  }

  /// Why no file may be written; nil where the limit is kept or there is none.
  var refusal: String? {
    guard let maxLoss, let loss = validation?.figures.aucLoss, loss > maxLoss else { return nil }
    return String(
      format: """
        the integers lose too much, and no file was written
          mean AUC falls by %.4f, allowed: at most %.4f (--max-auc-loss)
          give more normal calibration clips, or see the first layer above
        """, loss, maxLoss)
  }

  private var losses: LossTable { LossTable(input: model.input, layers: model.layers) }

  func text(_ style: Style) -> String {
    let machine = model.metadata.machine.map { " for \($0)" } ?? ""
    var lines = [
      style.bold(name) + "  \(model.metadata.family)\(machine), "
        + "\(model.metadata.activations) activations",
      "calibrated on \(Figures.count(model.clipCount)) normal clips, "
        + "\(Figures.count(model.windowCount)) windows (\(model.metadata.calibrationMethod))",
      "", losses.text(style), "",
    ]
    if let remedy = losses.remedy() {
      lines.append("largest cost  \(remedy.text)")
      lines.append("remedy        edgeasd quantize \(floatName) … \(remedy.option)")
    }
    lines += rangeLines + [stepLines, headLine] + fidelityLines
    if let path = model.path { lines += ["", SearchTable.text(path, style)] }
    lines += ["", figureTable]
    if let validation {
      lines += ["", validation.text(maxLoss: maxLoss, style)]
      if model.path != nil, maxLoss != nil {
        lines.append(
          "these clips chose the precision and judge it: give firmware-sim others")
      }
    }
    return lines.joined(separator: "\n")
  }

  private var rangeLines: [String] {
    let names = model.layers.map(\.summary.name) + ["input"]
    let refused = names.filter { model.refusedRanges[$0] != nil }
    guard !refused.isEmpty else { return [] }
    return [
      "narrower ranges look better on normal sound for \(refused.joined(separator: ", ")), but cut "
        + "what abnormal sound may reach: not taken"
    ]
  }

  private var stepLines: String {
    model.steps.map { step in
      let change =
        "\(LossTable.percent(step.errorWithout)) → \(LossTable.percent(step.errorWith))"
      return "\(step.name): score error \(change), \(step.isTaken ? "taken" : "left out")"
    }.joined(separator: "\n")
  }

  private var headLine: String {
    "score error \(LossTable.percent(model.scoreError)) (root mean square) from the last layer's "
      + "sums, \(LossTable.percent(model.roundedScoreError)) from its integers"
  }

  private var fidelityLines: [String] {
    let fidelity = model.fidelity
    let clips = "\(fidelity.clips) \(model.isHeldOut ? "held-out " : "")normal clips"
    return [
      String(
        format: "order of %@: Spearman %@, %.2f %% of pairs change, %.2f %% in the upper tenth",
        clips, fidelity.spearman.map { String(format: "%.5f", $0) } ?? "–",
        100 * fidelity.discordantShare, 100 * fidelity.tailDiscordantShare),
      "their scores: median error \(LossTable.percent(fidelity.medianError)), "
        + "upper tenth \(LossTable.percent(fidelity.tailError))",
    ]
  }

  private var figureTable: String {
    var table = TextTable([.left, .left])
    table.add([
      "model", "\(Figures.bytes(figures.fileBytes)), sha256 \(figures.sha256.prefix(16))…",
    ])
    table.add(["memory", "network \(Figures.bytes(figures.networkBytes))"])
    table.add(["", "detector \(Figures.bytes(figures.detectorBytes))"])
    table.add(["work", "\(Figures.count(figures.multiplications)) MACs a window"])
    table.add(["threshold", threshold])
    return table.description
  }

  private var threshold: String {
    String(
      format: "%@ %@: %.4g %% of decisions on normal sound reach it (Gamma, k %.3g, %d %@%@)",
      Figures.score(q24: model.contents.calibration.thresholdQ24), model.contents.scoreUnit,
      model.falseAlarmProbability * 100, model.metadata.gammaShape, model.decisionCount,
      model.decisionCount == 1 ? "decision" : "decisions",
      model.isThresholdHeldOut ? " of clips that were held out" : "")
  }
}

/// The same for programs.
extension QuantizationReport {
  var json: JSONValue {
    .object([
      .init("model", .string(name)),
      .init("bytes", .integer(figures.fileBytes)),
      .init("sha256", .string(figures.sha256)),
      .init("written", .bool(refusal == nil)),
      .init("activations", .string(model.metadata.activations)),
      .init("memory", memory),
      .init("macs", .integer(figures.multiplications)),
      .init("calibration", calibration),
      .init("layers", losses.json),
      .init("remedy", losses.remedy().map { .string($0.option) } ?? .null),
      .init("refinements", refinements),
      .init("refused_ranges", refusedRanges),
      .init("score_error", .number(model.scoreError)),
      .init("rounded_score_error", .number(model.roundedScoreError)),
      .init("fidelity", fidelityJSON),
      .init("search", model.path.map(SearchTable.json) ?? .null),
      .init("threshold", thresholdJSON),
      .init("validation", validation?.json(maxLoss: maxLoss) ?? .null),
      .init("warnings", .array(model.warnings.map { .string($0.description) })),
    ])
  }

  private var memory: JSONValue {
    ["network": .integer(figures.networkBytes), "detector": .integer(figures.detectorBytes)]
  }

  private var calibration: JSONValue {
    let input = model.input
    return [
      "method": .string(model.metadata.calibrationMethod), "clips": .integer(model.clipCount),
      "windows": .integer(model.windowCount), "input": LayerTable.json(input.range),
      "input_method": .string(input.method.description),
      "input_sqnr_db": JSONValue(input.signalToNoise), "input_cost": .number(input.cost),
      "input_saturated": .integer(input.saturated),
    ]
  }

  private var refinements: JSONValue {
    .array(
      model.steps.map {
        [
          "name": .string($0.name), "taken": .bool($0.isTaken),
          "score_error_without": .number($0.errorWithout),
          "score_error_with": .number($0.errorWith),
        ]
      })
  }

  private var refusedRanges: JSONValue {
    .object(
      model.refusedRanges.sorted { $0.key < $1.key }.map { name, methods in
        .init(name, .array(methods.map { .string($0.description) }))
      })
  }

  private var fidelityJSON: JSONValue {
    let fidelity = model.fidelity
    return [
      "clips": .integer(fidelity.clips), "held_out": .bool(model.isHeldOut),
      "spearman": JSONValue(fidelity.spearman),
      "discordant_share": .number(fidelity.discordantShare),
      "tail_discordant_share": .number(fidelity.tailDiscordantShare),
      "median_error": .number(fidelity.medianError), "tail_error": .number(fidelity.tailError),
    ]
  }

  private var thresholdJSON: JSONValue {
    [
      "score": .number(Double(model.contents.calibration.thresholdQ24) / 0x1p24),
      "false_alarm_probability": .number(model.falseAlarmProbability),
      "decisions": .integer(model.decisionCount), "held_out": .bool(model.isThresholdHeldOut),
      "gamma_shape": .number(model.metadata.gammaShape),
      "gamma_scale": .number(model.metadata.gammaScale),
    ]
  }
}

extension Validation {
  /// Float beside quantized.
  func text(maxLoss: Double?, _ style: Style) -> String {
    var table = TextTable([.left, .right, .right, .right, .left])
    table.add(["", "float", "quantized", "difference", ""].map(style.dim))
    let float = figures.float
    let quantized = figures.quantized
    table.add(row("AUC", float.auc, quantized.auc) + [gate(maxLoss, style)])
    table.add(row("pAUC (FPR ≤ 0.1)", float.pauc, quantized.pauc))
    return table.description
  }

  private func row(_ name: String, _ float: Double?, _ quantized: Double?) -> [String] {
    guard let float, let quantized else { return [name, "–", "–", "–"] }
    return [
      name, String(format: "%.4f", float), String(format: "%.4f", quantized),
      String(format: "%+.4f", quantized - float).replacing("-", with: "−"),
    ]
  }

  private func gate(_ maxLoss: Double?, _ style: Style) -> String {
    guard let maxLoss, let loss = figures.aucLoss else { return "" }
    return loss <= maxLoss
      ? style.green("within \(maxLoss) ✓") : style.red("beyond \(maxLoss) ✗")
  }

  func json(maxLoss: Double?) -> JSONValue {
    [
      "float": ["auc": JSONValue(figures.float.auc), "pauc": JSONValue(figures.float.pauc)],
      "quantized": [
        "auc": JSONValue(figures.quantized.auc), "pauc": JSONValue(figures.quantized.pauc),
      ],
      "auc_loss": JSONValue(figures.aucLoss), "max_auc_loss": JSONValue(maxLoss),
      "clips": .integer(figures.clipCount),
    ]
  }
}
