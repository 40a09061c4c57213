import CommandLineInterface
import DeviceSimulation
import Evaluation
import Foundation
import Quantization

/// What a device model costs, as text and as JSON.
struct BenchReport {
  let path: String
  let figures: ModelFigures
  let times: StageTimes
  let peak: ProcessorPeak
  let stream: StreamCost?
  let target: TargetCost?

  /// Exact instructions of the bare network on a target.
  struct TargetCost {
    let machine: TargetMachine
    let emulator: String
    /// Of one inference.
    let instructions: Double
  }

  /// Latencies that are shown, and the share of the windows below each.
  private static let latencies = [
    ("best", 0), ("median", 0.5), ("90 %", 0.9), ("99 %", 0.99), ("worst", 1),
  ]

  private var multiplications: Int { times.stages.reduce(0) { $0 + $1.multiplications } }
  private var windowMedian: Double { Percentile.value(0.5, ofSorted: times.windows) }

  func text(_ style: Style) -> String {
    var lines = [
      style.bold(path)
        + "  \(Figures.count(times.windows.count)) windows on one thread, kernels for \(peak.name)",
      "", latencyTable(style), "", stageTable(style), "",
    ]
    var table = TextTable([.left, .left])
    if let second = times.microsecondsPerSecond {
      let share = String(format: "%.3g %% of one processor", second * 1e-4)
      table.add(["a second of sound", "\(Self.time(second)), \(share)"])
    }
    if let most = peak.productsPerMicrosecond {
      table.add(["peak", String(format: "%.1f G MAC/s, in registers", most * 1e-3)])
    }
    table.add(["memory", "network \(Figures.bytes(figures.networkBytes))"])
    table.add(["", "detector \(Figures.bytes(figures.detectorBytes))"])
    table.add(["file", Figures.bytes(figures.fileBytes)])
    stream?.add(to: &table)
    if let target {
      let count = Figures.count(Int(target.instructions.rounded()))
      let each = String(format: "%.2f", Double(multiplications) / max(target.instructions, 1))
      table.add([
        target.machine.name, "\(count) instructions an inference, \(each) MACs each",
      ])
      table.add(["", target.emulator])
    }
    lines.append(table.description)
    return lines.joined(separator: "\n")
  }

  private func latencyTable(_ style: Style) -> String {
    var table = TextTable([.left, .right, .right, .right, .right, .right])
    table.add((["latency"] + Self.latencies.map(\.0)).map(style.dim))
    func add(_ name: String, _ sorted: [Double]) {
      table.add([name] + Self.latencies.map { Self.time(Percentile.value($0.1, ofSorted: sorted)) })
    }
    add(
      times.stages.last?.name == "score" ? "a window's network and score" : "an inference",
      times.windows)
    if !times.frames.isEmpty { add("a frame's front end", times.frames) }
    return table.description
  }

  private func stageTable(_ style: Style) -> String {
    var table = TextTable([.left, .right, .right, .right, .right, .right])
    table.add(["stage", "median", "share", "MACs", "G MAC/s", "of peak"].map(style.dim))
    let total = times.stages.reduce(0) { $0 + $1.microseconds }
    for stage in times.stages {
      let share = String(format: "%.1f %%", 100 * stage.microseconds / max(total, 1e-9))
      table.add([stage.name, Self.time(stage.microseconds), share] + rate(stage))
    }
    return table.description
  }

  private func rate(_ stage: StageTimes.Stage) -> [String] {
    guard stage.multiplications > 0, stage.microseconds > 0 else { return [] }
    let rate = Double(stage.multiplications) / stage.microseconds
    let share = peak.productsPerMicrosecond.map { String(format: "%.0f %%", 100 * rate / $0) }
    return [
      Figures.count(stage.multiplications), String(format: "%.2f", rate * 1e-3), share ?? "",
    ]
  }

  /// `752 µs`, `3.41 ms`
  static func time(_ microseconds: Double) -> String {
    microseconds < 1000
      ? String(format: "%.3g µs", microseconds) : String(format: "%.3g ms", microseconds * 1e-3)
  }
}

extension BenchReport {
  /// docs/performance.md lists the keys.
  var json: JSONValue {
    .object([
      .init("model", .string(path)), .init("model_sha256", .string(figures.sha256)),
      .init("windows", .integer(times.windows.count)), .init("kernels", .string(peak.name)),
      .init(
        "peak_macs_per_second", JSONValue(peak.productsPerMicrosecond.map { $0 * 1e6 })),
      .init("macs", .integer(multiplications)),
      .init("macs_per_second", .number(Double(multiplications) / max(windowMedian, 1e-9) * 1e6)),
      .init("window_microseconds", Self.json(times.windows)),
      .init("frame_microseconds", Self.json(times.frames)),
      .init(
        "microseconds_per_second_of_sound", JSONValue(times.microsecondsPerSecond)),
      .init(
        "stages",
        .array(
          times.stages.map { stage in
            [
              "name": .string(stage.name), "microseconds": .number(stage.microseconds),
              "macs": .integer(stage.multiplications),
            ]
          })),
      .init(
        "memory",
        [
          "network": .integer(figures.networkBytes), "detector": .integer(figures.detectorBytes),
        ]),
      .init("file_bytes", .integer(figures.fileBytes)),
      .init("streaming", stream?.json ?? .null),
      .init(
        "target",
        target.map {
          [
            "name": .string($0.machine.name), "emulator": .string($0.emulator),
            "instructions": .number($0.instructions),
          ]
        } ?? .null),
    ])
  }

  private static func json(_ sorted: [Double]) -> JSONValue {
    guard !sorted.isEmpty else { return .null }
    func value(_ share: Double) -> JSONValue { .number(Percentile.value(share, ofSorted: sorted)) }
    return [
      "best": value(0), "p10": value(0.1), "median": value(0.5), "p90": value(0.9),
      "p99": value(0.99), "worst": value(1),
    ]
  }
}
