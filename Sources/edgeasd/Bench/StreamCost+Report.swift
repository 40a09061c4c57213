import CommandLineInterface
import Evaluation
import Foundation

/// What streaming costs, as text and as JSON.
extension StreamCost {
  private func median(_ value: (Round) -> Double) -> Double? {
    rounds.isEmpty ? nil : Percentile.value(0.5, of: rounds.map(value))
  }

  /// Median of the rounds' ratios, so that a busy moment counts on both sides.
  private var ratio: Double? { median { $0.streamed / max($0.whole, 1e-9) } }

  private var share: Double { Double(multiplications) / Double(max(wholeMultiplications, 1)) }

  /// Adds its lines to the table of what a model costs.
  func add(to table: inout TextTable) {
    table.add(["streaming", "\(framesPerWindow) frames a window, a step of \(framesPerStep)"])
    if let refusal {
      table.add(["", "not possible: \(refusal)"])
    }
    let frame = Figures.count(Int(multiplicationsPerFrame.rounded()))
    table.add([
      "",
      "\(Figures.count(multiplications)) of \(Figures.count(wholeMultiplications)) MACs a window"
        + String(format: " (%.1f %%), ", 100 * share) + "\(frame) a new frame",
    ])
    if let whole = median({ $0.whole }), let streamed = median({ $0.streamed }), let ratio {
      table.add([
        "",
        "\(BenchReport.time(streamed)) instead of \(BenchReport.time(whole)) a window"
          + String(format: " (ratio %.2f)", ratio),
      ])
      table.add([
        "",
        "detector \(Figures.bytes(streamingBytes)), "
          + "\(Figures.count(streamingBytes - wholeBytes)) more",
      ])
    }
  }

  /// docs/performance.md lists the keys.
  var json: JSONValue {
    [
      "frames_per_window": .integer(framesPerWindow), "frames_per_step": .integer(framesPerStep),
      "possible": .bool(refusal == nil), "reason": refusal.map { .string($0) } ?? .null,
      "macs_whole": .integer(wholeMultiplications), "macs": .integer(multiplications),
      "macs_per_new_frame": .number(multiplicationsPerFrame),
      "whole_microseconds": JSONValue(median { $0.whole }),
      "microseconds": JSONValue(median { $0.streamed }), "ratio": JSONValue(ratio),
      "extra_memory": refusal == nil ? .integer(streamingBytes - wholeBytes) : .null,
    ]
  }
}
