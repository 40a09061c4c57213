import CommandLineInterface
import DeviceSimulation
import Evaluation
import Foundation
import Quantization

/// The figures of a simulation, as a screen and as JSON.
struct SimulationReport {
  let subject: Subject
  let figures: SimulationFigures
  /// nil for the host.
  let target: TargetReport?
  let maxLoss: Double?
  let maxFPR: Double
  /// Accumulated error of each layer, in order.
  let layers: [LayerErrors.Layer]
  let clipsDigest: String
  /// One of the clips as words of a command line, for the next command.
  let exampleClip: [String]

  /// False where more AUC is lost than `--max-auc-loss` allows.
  var isWithinLimit: Bool {
    guard let maxLoss, let loss = figures.aucLoss else { return true }
    return loss <= maxLoss
  }

  /// The layer whose output is furthest from the float network's.
  private var worst: (name: String, decibels: Double)? {
    layers.compactMap { layer in layer.signalToNoise.map { (layer.name, $0) } }
      .min { $0.1 < $1.1 }
  }

  func screen(_ style: Style) -> String {
    var lines = [
      "\(style.bold(name(subject.modelPath)))  \(subject.metadata.activations) activations, "
        + "\(weights)  model sha256 \(subject.figures.sha256.prefix(8))…  "
        + "clips sha256 \(clipsDigest.prefix(8))…"
    ]
    lines.append(areas(style))
    if figures.loss == nil {
      lines.append(
        "no id has both normal and anomalous test clips: AUC cannot be said of these \(clips)")
    }
    lines.append(
      "same decision at threshold  "
        + String(format: "%.1f %%", 100 * (1 - share(figures.changedDecisions)))
        + "  (\(figures.changedDecisions) of \(clips) changed)")
    let error = figures.scoreError
    lines.append(
      String(
        format: "score error, relative       median %.4f  99 %% %.4f  max %.4f", error.median,
        error.percentile99, error.maximum))
    let order = figures.rankAgreement
    if let spearman = order.spearman {
      lines.append(
        String(
          format: "order of the clips          Spearman %.5f  %.2f %% of pairs change", spearman,
          100 * order.discordantShare))
    }
    if let worst {
      lines.append(
        String(format: "largest layer error         %@  SQNR %.1f dB", worst.name, worst.decibels))
    }
    if let stages = figures.stages { lines += stageLines(stages) }
    lines +=
      target?.lines(style) ?? [
        "target host  model \(kibibytes(subject.figures.fileBytes))  "
          + "detector memory \(kibibytes(subject.figures.detectorBytes))"
      ]
    let model = NextCommand.file(subject.modelPath)
    lines.append(NextCommand(["edgeasd", "score", model] + exampleClip).description)
    return lines.joined(separator: "\n")
  }

  private func areas(_ style: Style) -> String {
    var table = TextTable([.left, .right, .right, .right, .left, .left])
    table.add(["", "float", "quantized", "difference", "(95 % CI, paired bootstrap)"])
    let columns: (SimulationFigures.Areas) -> (Double?, Double?) = { ($0.auc, $0.pauc) }
    let (float, quantized) = (columns(figures.float), columns(figures.quantized))
    table.add(
      row("AUC", float.0, quantized.0, figures.loss?.auc) + [verdict(style)])
    table.add(
      row("pAUC (FPR ≤ \(maxFPR))", float.1, quantized.1, figures.loss?.pauc))
    for id in figures.perID where figures.perID.count > 1 {
      let name = [id.id, id.domain].compactMap(\.self).joined(separator: " ")
      table.add([
        "  AUC \(name)", number(id.float.auc), number(id.quantized.auc),
        signed(id.float.auc.flatMap { float in id.quantized.auc.map { $0 - float } }),
        "(\(id.normal) normal, \(id.anomaly) anomalous)",
      ])
    }
    return table.description
  }

  /// Differences are quantized minus float: what the eye expects between these columns.
  private func row(
    _ name: String, _ float: Double?, _ quantized: Double?,
    _ loss: PairedBootstrap.Difference?
  ) -> [String] {
    let interval = loss.map { "(\(signed(-$0.upper)) … \(signed(-$0.lower)))" } ?? ""
    return [
      name, number(float), number(quantized), signed(loss.map { -$0.value }), interval,
    ]
  }

  private func verdict(_ style: Style) -> String {
    guard let maxLoss, figures.aucLoss != nil else { return "" }
    return isWithinLimit
      ? style.green("within \(maxLoss) ✓") : style.red("beyond \(maxLoss) ✗")
  }

  private func stageLines(_ stages: SimulationFigures.Stages) -> [String] {
    let frontEnd =
      stages.frontEnd.map { signed(-$0) } ?? "absent (the clips are features)"
    return [
      "stage                       where the AUC goes",
      "  log-mel \(frontEnd)   network \(signed(-stages.network))   score \(signed(-stages.score))",
    ]
  }

  /// `int8 weights`, or `int8 and int16 weights`.
  private var weights: String {
    subject.figures.weightBits.map { "int\($0)" }.joined(separator: " and ") + " weights"
  }

  private var clips: String { figures.clipCount == 1 ? "1 clip" : "\(figures.clipCount) clips" }

  private func share(_ count: Int) -> Double { Double(count) / Double(max(figures.clipCount, 1)) }

  private func name(_ path: String) -> String { (path as NSString).lastPathComponent }

  private func number(_ value: Double?) -> String {
    value.map { String(format: "%.4f", $0) } ?? "–"
  }

  private func signed(_ value: Double?) -> String {
    guard let value else { return "–" }
    let text = String(format: "%.4f", abs(value))
    if text == "0.0000" { return " 0.0000" }
    return (value < 0 ? "−" : "+") + text
  }

  private func kibibytes(_ bytes: Int) -> String {
    String(format: "%.1f KiB", Double(bytes) / 1024)
  }
}
