import CSystemCalls
import EdgeRuntime

/// Writes what is heard as lines of JSON (RFC 8259), the same members in the same order in every
/// line of a kind; docs/listening.md lists them.
struct EventLines: ~Copyable {
  private var output: LineOutput

  init(_ output: consuming LineOutput) { self.output = output }

  /// A stretch of sound that a line speaks of.
  struct Span {
    let firstSample: Int64
    let samples: Int64
    let level: SoundLevel
  }

  /// The error that ended the stream; 0 while it works.
  var error: Int32 { output.error }
  /// Whether the stream's reader has gone.
  var isReaderGone: Bool { output.isReaderGone }

  mutating func window(
    _ index: Int64, scoreQ24: Int64, state: ListeningState, _ span: Span
  ) {
    begin("window", state)
    output.text.append(",\"window\":%", .number(index))
    score(scoreQ24)
    end(span)
  }

  mutating func decision(
    _ decision: Decision, of model: Model, thresholdQ24: Int64, _ span: Span
  ) {
    begin("decision", decision.isAnomaly ? .anomaly : .normal)
    score(decision.scoreQ24)
    output.text.append(",\"threshold\":")
    output.text.append(fixed: thresholdQ24, fractionBits: 24, decimals: 6)
    output.text.append(",\"probability\":")
    output.text.append(shareQ15: decision.probabilityQ15)
    output.text.append(",\"windows\":%,\"complete\":", .number(decision.windowCount))
    output.text.append(decision.isComplete ? "true" : "false")
    bands(decision.bands, of: model)
    end(span)
  }

  /// - Parameters:
  ///   - bands: that made the decision which changed it.
  ///   - scores: of the last decisions, the oldest first.
  ///   - sample: where the change is, in samples heard.
  mutating func alarm(
    _ change: Alarm.Change, _ alarm: Alarm, _ scores: borrowing ScoreHistory,
    _ bands: AbnormalBands, of model: Model, sample: Int64
  ) {
    begin("alarm")
    output.text.append(entry: change.rawValue, of: "raised|cleared")
    output.text.append(
      "\",\"anomalies\":%,\"decisions\":%,\"scores\":[", .number(alarm.anomalyCount),
      .number(scores.count))
    for index in 0..<scores.count {
      if index > 0 { output.text.append(",") }
      output.text.append(fixed: scores[index], fractionBits: 24, decimals: 6)
    }
    output.text.append("]")
    self.bands(bands, of: model)
    output.text.append(",\"sample\":%}", .number(sample))
    output.endLine()
  }

  mutating func state(_ state: ListeningState, _ reason: StateReason, sample: Int64) {
    begin("state", state)
    output.text.append(",\"reason\":\"")
    reason.write(to: &output.text)
    output.text.append("\",\"sample\":%}", .number(sample))
    output.endLine()
  }

  private mutating func begin(_ event: StaticString, _ state: ListeningState) {
    begin(event)
    state.write(to: &output.text)
    output.text.append("\"")
  }

  private mutating func begin(_ event: StaticString) {
    output.text.append("{\"event\":\"")
    output.text.append(event)
    output.text.append("\",\"time\":\"")
    output.text.append(time: system_wall_time())
    output.text.append(
      "\",\"monotonic_ns\":%,\"state\":\"", .number(system_monotonic_time()))
  }

  private mutating func score(_ scoreQ24: Int64) {
    output.text.append(",\"score\":")
    output.text.append(fixed: scoreQ24, fractionBits: 24, decimals: 6)
    output.text.append(",\"score_q24\":%", .number(scoreQ24))
  }

  /// The most abnormal ones first; their frequencies only where the model hears sound.
  private mutating func bands(_ bands: AbnormalBands, of model: Model) {
    output.text.append(",\"bands\":[")
    for index in 0..<bands.count {
      let range = bands[index]
      output.text.append(index == 0 ? "{" : ",{")
      output.text.append(
        "\"first\":%,\"last\":%", .number(Int(range.first)), .number(Int(range.last)))
      if let hertz = model.hertz(of: range) {
        output.text.append(
          ",\"low_hz\":%,\"high_hz\":%", .number(hertz.lowerBound), .number(hertz.upperBound))
      }
      output.text.append(",\"times\":")
      output.text.append(fixed: Int64(range.timesQ8), fractionBits: 8, decimals: 1)
      output.text.append("}")
    }
    output.text.append("]")
  }

  private mutating func end(_ span: Span) {
    output.text.append(",\"level_dbfs\":")
    output.text.append(span.level)
    output.text.append(
      ",\"first_sample\":%,\"samples\":%}", .number(span.firstSample), .number(span.samples))
    output.endLine()
  }
}
