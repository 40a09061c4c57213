import CommandLineInterface
import Foundation
import Quantization

/// A quantization's layers, the dearest first, with what each of them costs.
struct LossTable {
  let input: InputReport
  let layers: [LayerReport]

  func text(_ style: Style) -> String {
    var table = TextTable(
      [
        .left, .left, .right, .right, .right, .right, .right, .right, .right, .right, .right,
        .right,
      ])
    table.add(
      [
        "layer", "operation", "output", "bits", "bytes", "MACs", "spread", "range", "SQNR",
        "with all", "cut", "score error",
      ].map(style.dim))
    for layer in layers.sorted(by: { $0.cost > $1.cost }) { table.add(row(layer)) }
    table.add([
      "input", "", "", input.elementType == "int8" ? "8" : "16", "", "", "",
      LayerTable.range(input.range), "", Self.decibels(input.signalToNoise),
      Self.share(input.saturated, input.measured), Self.percent(input.cost),
    ])
    return table.description
  }

  private func row(_ layer: LayerReport) -> [String] {
    let summary = layer.summary
    return [
      summary.name, summary.kind, LayerTable.shape(summary.outputShape), Self.bits(summary),
      Figures.count(summary.bytes), Figures.count(summary.multiplications),
      layer.weightSpread.map { String(format: "%.3g", $0) } ?? "",
      LayerTable.range(layer.observed), Self.decibels(layer.ownSignalToNoise),
      Self.decibels(layer.signalToNoise), Self.share(layer.saturated, layer.measured),
      Self.percent(layer.cost),
    ]
  }

  /// Weights and activations: `8·16`.
  static func bits(_ summary: LayerSummary) -> String {
    let activations = summary.elementType == .int8 ? "8" : "16"
    return summary.weightBits.map { "\($0)·\(activations)" } ?? activations
  }

  /// The dearest thing, and the option that mends it; nil where nothing has less than 16 bits.
  func remedy() -> (text: String, option: String)? {
    var items: [(cost: Double, text: String, option: String)] = []
    if input.elementType == "int8" { items.append((input.cost, "the input", "--q15 input")) }
    for layer in layers {
      let name = layer.summary.name
      if let cost = layer.activationCost, layer.summary.elementType == .int8 {
        items.append((cost, "\(name)'s activations", "--q15 \(name)"))
      }
      if let cost = layer.weightCost, let bits = layer.summary.weightBits, bits < 16 {
        items.append((cost, "\(name)'s weights", "--layer-weights \(name)=\(2 * bits)"))
      }
    }
    guard let worst = items.max(by: { $0.cost < $1.cost }), worst.cost > 0 else { return nil }
    return ("\(worst.text) alone: \(Self.percent(worst.cost)) of the score", worst.option)
  }

  static func decibels(_ value: Double?) -> String {
    guard let value else { return "–" }
    return value.isFinite ? String(format: "%.1f dB", value) : "exact"
  }

  static func percent(_ value: Double) -> String {
    String(format: value < 0.0001 ? "%.4f %%" : "%.3f %%", 100 * value)
  }

  private static func share(_ count: Int, _ all: Int) -> String {
    count == 0 ? "0" : String(format: "%.2g %%", 100 * Double(count) / Double(max(all, 1)))
  }

  var json: JSONValue {
    .array(layers.sorted { $0.cost > $1.cost }.map(Self.json))
  }

  private static func json(_ layer: LayerReport) -> JSONValue {
    let summary = layer.summary
    return .object([
      .init("name", .string(summary.name)), .init("operation", .string(summary.kind)),
      .init("output", .array(summary.outputShape.map { .integer($0) })),
      .init("activation_bits", .integer(summary.elementType == .int8 ? 8 : 16)),
      .init("weight_bits", summary.weightBits.map { .integer($0) } ?? .null),
      .init("bytes", .integer(summary.bytes)), .init("macs", .integer(summary.multiplications)),
      .init("range", LayerTable.json(summary.range)),
      .init("observed", LayerTable.json(layer.observed)),
      .init("method", layer.method.map { .string($0.description) } ?? .null),
      .init("sqnr_db", JSONValue(layer.signalToNoise)),
      .init("own_sqnr_db", JSONValue(layer.ownSignalToNoise)),
      .init("saturated", .integer(layer.saturated)), .init("measured", .integer(layer.measured)),
      .init("weight_spread", JSONValue(layer.weightSpread)),
      .init("activation_cost", JSONValue(layer.activationCost)),
      .init("weight_cost", JSONValue(layer.weightCost)), .init("cost", .number(layer.cost)),
    ])
  }
}
