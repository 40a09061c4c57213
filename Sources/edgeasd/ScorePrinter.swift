import CommandLineInterface
import Foundation

/// Prints scores, a line each.
struct ScorePrinter {
  let asJSON: Bool
  let withWindows: Bool
  let style: Style
  let timing: WindowTiming?
  /// Whether a decision so far was an anomaly.
  private(set) var hasAnomaly = false

  init(asJSON: Bool, withWindows: Bool, style: Style, timing: WindowTiming?) {
    self.asJSON = asJSON
    self.withWindows = withWindows
    self.style = style
    self.timing = timing
  }

  mutating func print(_ lines: [ScoreLine], file: String) {
    for line in lines {
      switch line {
      case .window(let index, let score):
        guard withWindows else { continue }
        Swift.print(asJSON ? json(index, score, file).compact : text(index, score, file))
      case .decision(let decision):
        hasAnomaly = hasAnomaly || decision.verdict?.isAnomaly == true
        Swift.print(asJSON ? json(decision, file).compact : text(decision, file))
      }
    }
  }

  private func rounded(_ score: Score) -> String { String(format: "%.3f", score.value) }

  private func text(_ index: Int, _ score: Score, _ file: String) -> String {
    "\(file)  window \(index)\(span(index..<index + 1))  score " + rounded(score)
  }

  private func text(_ decision: DecisionLine, _ file: String) -> String {
    var text = "\(file)\(span(decision.windows))  score " + rounded(decision.score)
    if let verdict = decision.verdict {
      text += String(
        format: "  threshold %.3f  probability %.3f  ", verdict.threshold, verdict.probability)
      text += verdict.isAnomaly ? style.red("anomaly") : style.green("normal")
      if !verdict.bands.isEmpty {
        text += "  " + verdict.bands.map(Self.text).joined(separator: ", ")
      }
    }
    return decision.isComplete ? text : text + "  (incomplete: \(decision.windows.count) windows)"
  }

  /// `1.2…1.8 kHz 9.4x`: squared deviation as a multiple of what is normal.
  private static func text(_ bands: NamedBands) -> String {
    let place =
      bands.hertz.map {
        String(format: "%.1f…%.1f kHz", Double($0.lowerBound) / 1000, Double($0.upperBound) / 1000)
      } ?? "bands \(bands.bands.lowerBound)…\(bands.bands.upperBound)"
    return place + String(format: " %.1fx", bands.times)
  }

  private static func json(_ bands: NamedBands) -> JSONValue {
    let hertz = bands.hertz.map {
      [
        JSONValue.Member("low_hz", .integer($0.lowerBound)),
        JSONValue.Member("high_hz", .integer($0.upperBound)),
      ]
    }
    return .object(
      [
        .init("first", .integer(bands.bands.lowerBound)),
        .init("last", .integer(bands.bands.upperBound)),
      ] + (hertz ?? []) + [.init("times", .number(bands.times))])
  }

  private func span(_ windows: Range<Int>) -> String {
    guard let seconds = timing?.seconds(windows) else { return "" }
    return String(format: "  %.1f…%.1f s", seconds.start, seconds.end)
  }

  private func json(_ index: Int, _ score: Score, _ file: String) -> JSONValue {
    .object(
      [.init("file", .string(file)), .init("window", .integer(index))]
        + members(index..<index + 1) + members(score))
  }

  private func json(_ decision: DecisionLine, _ file: String) -> JSONValue {
    let verdict = decision.verdict
    return .object(
      [.init("file", .string(file))] + members(decision.windows) + [
        .init("windows", .integer(decision.windows.count)),
        .init("complete", .bool(decision.isComplete)),
      ] + members(decision.score) + [
        .init("threshold", JSONValue(verdict?.threshold)),
        .init("probability", JSONValue(verdict?.probability)),
        .init("anomaly", verdict.map { .bool($0.isAnomaly) } ?? .null),
        .init("bands", verdict.map { .array($0.bands.map(Self.json)) } ?? .null),
      ])
  }

  /// A float model has no integers to tell.
  private func members(_ score: Score) -> [JSONValue.Member] {
    let exact = score.q24.map { [JSONValue.Member("score_q24", .integer(Int($0)))] }
    return [.init("score", .number(score.value))] + (exact ?? [])
  }

  private func members(_ windows: Range<Int>) -> [JSONValue.Member] {
    guard let seconds = timing?.seconds(windows) else { return [] }
    return [.init("start_s", .number(seconds.start)), .init("end_s", .number(seconds.end))]
  }
}
