import CDeviceLibrary
import EdgeRuntime

/// Hands events to a function of C's.
struct Listener {
  private let listener: edgeasd_listener
  private let context: UnsafeMutableRawPointer?
  /// What is heard by.
  private let model: Model

  init(
    _ listener: edgeasd_listener?, _ context: UnsafeMutableRawPointer?, _ model: Model
  ) throws(Failure) {
    guard let listener else { throw .missing("listener") }
    self.listener = listener
    self.context = context
    self.model = model
  }

  /// - Parameter alarm: of the detector, which takes the decision.
  func hear(_ event: DetectorEvent, _ alarm: inout AlarmState) {
    var told = edgeasd_event()
    switch event {
    case .window(let index, let score):
      alarm.countWindow()
      told.kind = 1
      told.window = index
      told.score_q24 = score
    case .decision(let decision):
      told.kind = 2
      told.windows = Int32(truncatingIfNeeded: decision.windowCount)
      told.score_q24 = decision.scoreQ24
      told.is_anomaly = decision.isAnomaly ? 1 : 0
      told.is_complete = decision.isComplete ? 1 : 0
      told.probability_q15 = Int32(decision.probabilityQ15)
      told.band_ranges = Int32(truncatingIfNeeded: decision.bands.count)
      told.alarm_change = Int32(alarm.take(decision).map { $0 == .raised ? 1 : 2 } ?? 0)
      told.is_alarm = alarm.isRaised ? 1 : 0
      told.bands = (range(decision, 0), range(decision, 1), range(decision, 2))
    }
    withUnsafePointer(to: told) { listener(context, $0) }
  }

  /// Range `index` of a decision; zeros where it has fewer.
  private func range(_ decision: Decision, _ index: Int) -> edgeasd_band_range {
    var told = edgeasd_band_range()
    guard index < decision.bands.count else { return told }
    let range = decision.bands[index]
    told.first = Int32(range.first)
    told.last = Int32(range.last)
    told.times_q8 = range.timesQ8
    if let hertz = model.hertz(of: range) {
      told.low_hz = Int32(truncatingIfNeeded: hertz.lowerBound)
      told.high_hz = Int32(truncatingIfNeeded: hertz.upperBound)
    }
    return told
  }
}
