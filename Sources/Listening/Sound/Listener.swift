import EdgeRuntime

/// Hears samples at the model's rate, in stretches without a gap, and reports.
struct Listener: ~Copyable {
  private var detector: Detector<BandNaming>
  private(set) var report: Report
  private var isInStretch = false

  init(_ detector: consuming Detector<BandNaming>, _ report: consuming Report) {
    self.detector = detector
    self.report = report
  }

  /// Takes the next samples of the stretch.
  mutating func hear(_ samples: UnsafePointer<Int16>, count: Int) {
    isInStretch = true
    var position = 0
    while position < count {
      let piece = report.meter.piece(of: count &- position)
      report.meter.add(samples + position, count: piece)
      report.collector?.hear(samples + position, count: piece)
      Self.process(&detector, Span(_unsafeStart: samples + position, count: piece), &report)
      position &+= piece
    }
  }

  /// Ends the stretch, if there is one, with a decision on what was left over, and says what
  /// happened.
  @inline(never)
  mutating func change(to state: ListeningState, _ reason: StateReason) {
    finish()
    report.change(to: state, reason)
  }

  /// Ends the stretch with a decision on what was left over, if there was a window.
  @inline(never)
  mutating func finish() {
    guard isInStretch else { return }
    isInStretch = false
    Self.finish(&detector, &report)
  }

  /// (Both are parts of one value: only so can the one be told of by the other.)
  private static func process(
    _ detector: inout Detector<BandNaming>, _ samples: Span<Int16>, _ report: inout Report
  ) {
    detector.process(samples) { report.take($0) }
  }

  private static func finish(
    _ detector: inout Detector<BandNaming>, _ report: inout Report
  ) {
    detector.finish { report.take($0) }
  }
}
