import CommandLineInterface
import EdgeRuntime
import Foundation
import Quantization

/// What `edgeasd quantize` prints.
struct QuantizationReport {
  let name: String
  let model: QuantizedModel
  let figures: ModelFigures
  let validation: Validation?
  let maxLoss: Double?

  init(
    name: String, model: QuantizedModel, file: [UInt8], validation: Validation?, maxLoss: Double?
  ) throws {
    self.name = name
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
          give more normal calibration clips, or look for the layer with the lowest SQNR above
        """, loss, maxLoss)
  }

  private var summaries: [LayerSummary] { model.layers.map(\.summary) }
  private var multiplications: Int { summaries.reduce(0) { $0 + $1.multiplications } }

  func text(_ style: Style) -> String {
    let machine = model.metadata.machine.map { " for \($0)" } ?? ""
    var lines = [
      style.bold(name) + "  \(model.metadata.family)\(machine), int8 weights and activations",
      "calibrated on \(Figures.count(model.clipCount)) normal clips, "
        + "\(Figures.count(model.windowCount)) windows (\(model.metadata.calibrationMethod)); "
        + "standardised input \(LayerTable.range(model.inputRange)), "
        + "SQNR \(Self.decibels(model.inputSignalToNoise))",
      "", LayerTable.text(summaries, reports: model.layers, style), "",
    ]
    var table = TextTable([.left, .left])
    table.add([
      "model", "\(Figures.bytes(figures.fileBytes)), sha256 \(figures.sha256.prefix(16))…",
    ])
    table.add(["memory", "network \(Figures.bytes(figures.networkBytes))"])
    table.add(["", "detector \(Figures.bytes(figures.detectorBytes))"])
    table.add(["work", "\(Figures.count(multiplications)) MACs a window"])
    table.add(["threshold", threshold])
    lines.append(table.description)
    if let validation { lines += ["", validation.text(maxLoss: maxLoss, style)] }
    return lines.joined(separator: "\n")
  }

  private var threshold: String {
    String(
      format: "%@ dB²: %.4g %% of decisions on normal sound reach it (Gamma, k %.3g, %d %@)",
      Figures.score(q24: model.contents.calibration.thresholdQ24),
      model.falseAlarmProbability * 100, model.metadata.gammaShape, model.decisionCount,
      model.decisionCount == 1 ? "decision" : "decisions")
  }

  private static func decibels(_ value: Double?) -> String {
    value.map { String(format: "%.1f dB", $0) } ?? "–"
  }

  var json: JSONValue {
    .object([
      .init("model", .string(name)),
      .init("bytes", .integer(figures.fileBytes)),
      .init("sha256", .string(figures.sha256)),
      .init("written", .bool(refusal == nil)),
      .init("memory", memory),
      .init("macs", .integer(multiplications)),
      .init("calibration", calibration),
      .init("layers", LayerTable.json(summaries, reports: model.layers)),
      .init("threshold", thresholdJSON),
      .init("validation", validation?.json(maxLoss: maxLoss) ?? .null),
      .init("warnings", .array(model.warnings.map { .string($0.description) })),
    ])
  }

  private var memory: JSONValue {
    ["network": .integer(figures.networkBytes), "detector": .integer(figures.detectorBytes)]
  }

  private var calibration: JSONValue {
    [
      "method": .string(model.metadata.calibrationMethod), "clips": .integer(model.clipCount),
      "windows": .integer(model.windowCount), "input": LayerTable.json(model.inputRange),
      "input_sqnr_db": JSONValue(model.inputSignalToNoise),
    ]
  }

  private var thresholdJSON: JSONValue {
    [
      "score_db2": .number(Double(model.contents.calibration.thresholdQ24) / 0x1p24),
      "false_alarm_probability": .number(model.falseAlarmProbability),
      "decisions": .integer(model.decisionCount),
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
