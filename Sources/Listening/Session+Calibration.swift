import CSystemCalls
import EdgeRuntime
import ThresholdFitting

extension Session {
  /// Whether as much was heard as was asked for, or as there is room for.
  var hasHeardAll: Bool { allowance == 0 || listener.report.collector?.isFull == true }

  /// Makes a calibration of what was heard; the exit status where none was made, after the log was
  /// told why.
  @inline(never)
  func calibrate(_ path: ListenOptions.Text, _ log: inout Log) -> ExitStatus? {
    guard let calibrating, let collector = listener.report.collector else { return .failure }
    let isBrokenOff = system_stop_requested() != 0 || listener.report.lines.isReaderGone
    guard hasHeardAll || !isBrokenOff else {
      log.message(
        """
        no calibration was made
          listening was broken off after % decisions, before its end
          start again; nothing was written to %
        """, .number(collector.count), .text(path))
      return .failure
    }
    if collector.faultCount > 0 { tell(of: collector, &log) }
    if collector.isFaulty { return .failure }
    guard collector.count >= ThresholdFit.enoughDecisions else {
      log.message(
        """
        there is too little sound to calibrate with
          whole decisions: %, needed: %
          listen for longer: ten minutes of normal sound are a good measure
        """, .number(collector.count), .number(ThresholdFit.enoughDecisions))
      return .failure
    }
    if collector.isFull {
      log.message("there is no room for more than % decisions", .number(collector.count))
    }
    return calibrating.write(
      collector, to: path, for: model.model, before: listener.report.thresholdQ24, &log)
      ? nil : .failure
  }

  private func tell(of collector: ScoreCollector, _ log: inout Log) {
    log.message { text in
      text.append(
        collector.isFaulty ? "the sound is not fit to calibrate with\n  " : "left out: ")
      text.append(
        "% of % decisions (", .number(collector.faultCount),
        .number(collector.count &+ collector.faultCount))
      text.append(
        "sound stands still: %, is clipped: %)", .number(collector.stillCount),
        .number(collector.clippedCount))
      if collector.isFaulty {
        text.append("\n  look at the microphone, its cable and its gain")
      }
    }
  }
}
