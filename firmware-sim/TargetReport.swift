import CommandLineInterface
import DeviceSimulation
import Foundation

/// What an emulated target computed and cost, as lines of the screen.
struct TargetReport {
  let figures: TargetFigures
  let names: LayerNames
  /// The emulator and its version.
  let emulator: String

  func lines(_ style: Style) -> [String] {
    var lines = [summary(style), "  " + whereClipsRan]
    if let (clip, difference) = figures.difference {
      lines.append(
        style.red("  first difference: \((clip as NSString).lastPathComponent)")
          + ", " + names.line(difference))
    }
    lines += memoryLines + [stageTable.description] + timeLines
    return lines
  }

  private var machine: TargetMachine { figures.machine }

  private func summary(_ style: Style) -> String {
    let verdict =
      figures.isBitExact
      ? style.green("bit-exact with host ✓")
      : style.red(
        "NOT BIT-EXACT with host ✗ (\(figures.differingClips) of \(figures.clips) clips)")
    return style.bold("target \(machine.name)") + "  flash \(kibibytes(figures.flashBytes))  "
      + "RAM \(kibibytes(figures.memoryBytes))  \(hop(machine.boards[0])) (estimate)  \(verdict)"
  }

  /// The first board's time, as the last line says it in full.
  private func hop(_ board: TargetMachine.Board) -> String {
    let time = milliseconds(figures.milliseconds(on: board))
    guard let seconds = figures.hopSeconds else { return "\(time) per window" }
    return "\(time) per \(milliseconds(1000 * seconds)) hop"
  }

  private var whereClipsRan: String {
    let compared =
      "\(figures.instructions.windows) windows, \(figures.layersCompared) layer outputs, "
      + "\(figures.recordsCompared) records compared"
    let count = figures.clips == 1 ? "1 clip" : "\(figures.clips) clips"
    let rest =
      figures.clipsOnHost == 0
      ? "" : "; the other \(figures.clipsOnHost) were computed by the host's build"
    return "\(count) ran in \(emulator): \(compared)\(rest)"
  }

  private var memoryLines: [String] {
    [
      "  flash  program \(kibibytes(figures.codeBytes))  model \(kibibytes(figures.modelBytes))",
      "  RAM    detector \(kibibytes(figures.detectorBytes))  "
        + "other static \(kibibytes(figures.otherStaticBytes))  "
        + "stack \(grouped(Double(figures.stackBytes))) bytes at most",
    ]
  }

  private var stageTable: TextTable {
    let frames = figures.framesPerStep
    var table = TextTable([.left, .right, .right, .left])
    table.add(["  stage", "instructions", "share", ""])
    for stage in figures.stages(names) {
      let share = 100 * stage.perHop / max(figures.instructionsPerHop, 1)
      table.add([
        "  " + stage.name, grouped(stage.perHop), String(format: "%.1f %%", share),
        stage.name == TargetFigures.frontEndName
          ? "\(frames) × \(grouped(figures.instructions.perFrame)) a frame" : "",
      ])
    }
    table.add(["  all", grouped(figures.instructionsPerHop), "", "from one window to the next"])
    let start = Double(figures.instructions.start) / Double(max(figures.instructions.starts, 1))
    table.add(["  start", grouped(start), "", "once, to check the model"])
    return table
  }

  private var timeLines: [String] {
    machine.boards.map { board in
      String(
        format: "  estimate: %@ on %@ at %.0f MHz, %.1f instructions a cycle assumed", hop(board),
        board.name, board.megahertz, machine.instructionsPerCycle)
    }
  }

  private func milliseconds(_ value: Double) -> String {
    value < 100 ? String(format: value < 10 ? "%.2f ms" : "%.1f ms", value) : grouped(value) + " ms"
  }

  private func kibibytes(_ bytes: Int) -> String {
    String(format: "%.1f KiB", Double(bytes) / 1024)
  }

  /// A whole number, a comma every three digits.
  private func grouped(_ value: Double) -> String {
    let digits = String(Int(value.rounded()))
    return digits.enumerated().map { index, digit in
      let remaining = digits.count - index
      return (index > 0 && remaining % 3 == 0 ? "," : "") + String(digit)
    }.joined()
  }
}
