import CSystemCalls
import EdgeRuntime
import ThresholdFitting

/// The calibration that listening is to end with.
struct Calibrating {
  /// Probability that a normal decision reaches the threshold.
  let tail: Double
  /// Room for scores.
  private let scores: UnsafeMutableBufferPointer<Double>
  /// Room for the file.
  private let file: UnsafeMutableRawBufferPointer

  private static var fileBytes: Int {
    SiteFile.byteCount &+ ModelFile.Calibration.byteCount &+ 10 &* ThresholdFit.mostKnots
  }

  /// Looks at rule and place before the sound is heard, and takes memory; `status` is the exit status
  /// where the log was told that it is of no use.
  init?(
    _ path: ListenOptions.Text, _ options: ListenOptions, of model: ListeningModel,
    status: inout ExitStatus, _ log: inout Log
  ) {
    do throws(ThresholdRule.Fault) {
      tail = try options.thresholdRule.upperTail(decisionSeconds: model.decisionSeconds)
    } catch {
      status = .usage
      Self.tell(error, &log)
      return nil
    }
    status = .failure
    guard Self.canWrite(path, options, &log) else { return nil }
    let count = ScoreCollector.mostDecisions
    guard let memory = system_memory(8 &* count &+ Self.fileBytes) else {
      log.message(
        """
        there is no memory to calibrate with
          the decisions need % bytes
          end other programs
        """, .number(8 &* count))
      return nil
    }
    scores = UnsafeMutableBufferPointer(
      start: memory.assumingMemoryBound(to: Double.self), count: count)
    file = UnsafeMutableRawBufferPointer(start: memory + 8 * count, count: Self.fileBytes)
  }

  /// What collects decisions at this rate of samples, in Hz.
  func collector(rate: Int) -> ScoreCollector { ScoreCollector(memory: scores, rate: rate) }

  /// Fits threshold and table, writes the file and says so; false after the log was told why it could
  /// not.
  func write(
    _ collector: ScoreCollector, to path: ListenOptions.Text, for model: Model,
    before thresholdQ24: Int64, _ log: inout Log
  ) -> Bool {
    let fit = ThresholdFit(sorting: collector.scores, tail: tail)
    let error = fit.withCalibration { calibration in
      let count = SiteFile.count(of: calibration)
      SiteFile.write(
        calibration, for: model, to: UnsafeMutableRawBufferPointer(rebasing: file[..<count]))
      return system_replace_file(path, file.baseAddress, count)
    }
    guard error == 0 else {
      Self.tell(path, unwritable: error, &log)
      return false
    }
    log.message { text in
      text.append("% holds the calibration by % decisions", .text(path), .number(collector.count))
      text.append(": threshold ")
      text.append(fixed: fit.thresholdQ24, fractionBits: 24, decimals: 6)
      text.append(", was ")
      text.append(fixed: thresholdQ24, fractionBits: 24, decimals: 6)
    }
    tell(fit.doubt, &log)
    return true
  }

  private func tell(_ doubt: ThresholdFit.Doubt?, _ log: inout Log) {
    switch doubt {
    case .extrapolated:
      log.message(
        """
        the threshold is what the Gamma fit says, not what was heard: normal sound should reach it \
        more rarely than once in as many decisions
        """, .nothing)
    case .equalScores:
      log.message("all decisions have the same score: the threshold is a guess", .nothing)
    // Fewer are refused before.
    case .fewDecisions, nil: break
    }
  }

  private static func tell(_ fault: ThresholdRule.Fault, _ log: inout Log) {
    switch fault {
    case .falseAlarms(_, let most):
      log.message(
        """
        the rate of false alarms is out of range
          a week has % decisions of this model
          give --false-alarms-per-week a smaller number
        """, .number(most))
    case .percentile, .noDecisionSpan:
      log.message(
        """
        the threshold cannot be put where it should be
          the percentile lies between 0 and 100
          give --threshold-percentile another number
        """, .nothing)
    }
  }

  private static func canWrite(
    _ path: ListenOptions.Text, _ options: ListenOptions, _ log: inout Log
  ) -> Bool {
    var isInput = system_is_same_file(path, options.model) != 0
    if case .file(let source) = options.source {
      isInput = isInput || system_is_same_file(path, source) != 0
    }
    if isInput {
      log.message(
        """
        the calibration would replace what it is made from
          % is the model or the sound
          give --calibrate another name
        """, .text(path))
      return false
    }
    let error = system_try_replacing(path)
    if error != 0 { tell(path, unwritable: error, &log) }
    return error == 0
  }

  private static func tell(
    _ path: ListenOptions.Text, unwritable error: Int32, _ log: inout Log
  ) {
    log.message(
      """
      the calibration cannot be written
        %: %
        give --calibrate a file in a folder that exists, with room, and that you may write to
      """, .text(path), .error(error))
  }
}
