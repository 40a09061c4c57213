import EdgeRuntime

/// Turns what a detector says into lines, with the place and the level of the sound it speaks of.
struct Report: ~Copyable {
  private(set) var lines: EventLines
  /// Measures the current stretch.
  var meter: SpanMeter
  private let model: Model
  /// Of a calibration that is made of what is heard.
  var collector: ScoreCollector?
  let thresholdQ24: Int64
  private let withWindows: Bool
  private var alarm: Alarm
  private var scores: ScoreHistory
  private var state = ListeningState.starting
  /// Samples heard before the current stretch.
  private var stretchStart: Int64 = 0
  /// Windows of the stretch so far, and how many of them no decision rests on yet.
  private var windows: Int64 = 0
  private var undecided: Int64 = 0
  /// Energy before the first undecided window, and up to the end of the last one.
  private var energyBefore: UInt64 = 0
  private var energyUntil: UInt64 = 0
  /// Whether a decision so far was an anomaly.
  private(set) var hasAnomaly = false
  /// Whether there was a window at all.
  private(set) var hasWindow = false

  init(
    lines: consuming EventLines, model: Model, meter: SpanMeter, thresholdQ24: Int64,
    withWindows: Bool, alarm: Alarm.Rule, collector: ScoreCollector? = nil
  ) {
    self.lines = lines
    self.model = model
    self.meter = meter
    self.thresholdQ24 = thresholdQ24
    self.withWindows = withWindows
    self.alarm = Alarm(alarm)
    self.collector = collector
    scores = ScoreHistory(most: alarm.of)
  }

  /// Samples heard since the start.
  var samplesHeard: Int64 { stretchStart &+ meter.position }

  /// Says what the detector said.
  mutating func take(_ event: DetectorEvent) {
    switch event {
    case .window(let index, let scoreQ24): take(window: index, scoreQ24)
    case .decision(let decision): take(decision)
    }
  }

  /// Says that the state changed; the next samples, if any, begin a stretch.
  mutating func change(to newState: ListeningState, _ reason: StateReason) {
    state = newState
    stretchStart = samplesHeard
    meter.reset()
    collector?.begin()
    (windows, undecided) = (0, 0)
    lines.state(newState, reason, sample: stretchStart)
  }

  private mutating func take(window index: Int64, _ scoreQ24: Int64) {
    // The samples were dealt out so that the last one of the window was the last one heard.
    let before = meter.energy(beforeWindow: index)
    if undecided == 0 { energyBefore = before }
    energyUntil = meter.energy
    windows = index &+ 1
    undecided &+= 1
    hasWindow = true
    guard withWindows else { return }
    let span = span(of: 1, energy: energyUntil &- before)
    lines.window(index, scoreQ24: scoreQ24, state: state, span)
  }

  private mutating func take(_ decision: Decision) {
    state = decision.isAnomaly ? .anomaly : .normal
    hasAnomaly = hasAnomaly || decision.isAnomaly
    let span = span(of: undecided, energy: energyUntil &- energyBefore)
    undecided = 0
    lines.decision(decision, of: model, thresholdQ24: thresholdQ24, span)
    // What rests on fewer windows varies more than what the threshold was made for.
    if decision.isComplete {
      take(decision, endingAt: span.firstSample &+ span.samples)
      collector?.take(scoreQ24: decision.scoreQ24)
    }
  }

  private mutating func take(_ decision: Decision, endingAt sample: Int64) {
    scores.add(decision.scoreQ24)
    if let change = alarm.take(
      scoreQ24: decision.scoreQ24, isAnomaly: decision.isAnomaly, at: sample)
    {
      lines.alarm(change, alarm, scores, decision.bands, of: model, sample: sample)
    }
  }

  /// The sound of the last `count` windows.
  private func span(of count: Int64, energy: UInt64) -> EventLines.Span {
    let samples = (count &- 1) &* meter.step &+ meter.span
    return EventLines.Span(
      firstSample: stretchStart &+ (windows &- count) &* meter.step, samples: samples,
      level: SoundLevel(energy: energy, count: UInt64(bitPattern: samples)))
  }
}
