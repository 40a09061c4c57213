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
    member("window")
    output.text.append(decimal: index)
    score(scoreQ24)
    end(span)
  }

  mutating func decision(_ decision: Decision, thresholdQ24: Int64, _ span: Span) {
    begin("decision", decision.isAnomaly ? .anomaly : .normal)
    score(decision.scoreQ24)
    member("threshold")
    output.text.append(fixed: thresholdQ24, fractionBits: 24, decimals: 6)
    member("probability")
    output.text.append(shareQ15: decision.probabilityQ15)
    member("windows")
    output.text.append(decimal: Int64(decision.windowCount))
    member("complete")
    output.text.append(decision.isComplete ? "true" : "false")
    end(span)
  }

  mutating func state(_ state: ListeningState, _ reason: StateReason, sample: Int64) {
    begin("state", state)
    member("reason")
    string(reason.name)
    member("sample")
    output.text.append(decimal: sample)
    output.text.append("}")
    output.endLine()
  }

  private mutating func begin(_ event: StaticString, _ state: ListeningState) {
    output.text.append("{\"event\":")
    string(event)
    output.text.append(",\"time\":\"")
    output.text.append(time: system_wall_time())
    output.text.append("\"")
    member("monotonic_ns")
    output.text.append(decimal: system_monotonic_time())
    member("state")
    string(state.name)
  }

  private mutating func score(_ scoreQ24: Int64) {
    member("score")
    output.text.append(fixed: scoreQ24, fractionBits: 24, decimals: 6)
    member("score_q24")
    output.text.append(decimal: scoreQ24)
  }

  private mutating func end(_ span: Span) {
    member("level_dbfs")
    output.text.append(span.level)
    member("first_sample")
    output.text.append(decimal: span.firstSample)
    member("samples")
    output.text.append(decimal: span.samples)
    output.text.append("}")
    output.endLine()
  }

  private mutating func member(_ name: StaticString) {
    output.text.append(",\"")
    output.text.append(name)
    output.text.append("\":")
  }

  private mutating func string(_ text: StaticString) {
    output.text.append("\"")
    output.text.append(text)
    output.text.append("\"")
  }
}
