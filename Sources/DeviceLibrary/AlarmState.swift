import CDeviceLibrary
import EdgeRuntime

/// The alarm of a detector of C's, if there is a rule for it.
struct AlarmState {
  private var alarm: Alarm?
  private var quietPercent: Int32 = 0
  /// Samples, or frames, from one window to the next.
  private let step: Int64
  /// Windows heard so far, gaps left out: where a decision ends must not depend on how the sound is cut
  /// up.
  private var windows: Int64 = 0

  init(_ model: Model) {
    var hop = 1
    if case .logMel(let tables) = model.frontEnd { hop = tables.hop }
    // Below 2³⁶.
    step = Int64(widening: model.windowing.framesPerStep) * Int64(widening: hop)
  }

  /// Sets the rule, or none.
  mutating func set(_ rule: edgeasd_alarm_rule?, thresholdQ24: Int64) throws(Failure) {
    guard let rule else {
      alarm = nil
      return
    }
    try Self.check("of", Int64(widening: rule.of), 1...Int64(widening: Alarm.mostDecisions))
    try Self.check("count", Int64(widening: rule.count), 1...Int64(widening: rule.of))
    try Self.check("quiet_percent", Int64(widening: rule.quiet_percent), 1...100)
    try Self.check("hold_samples", rule.hold_samples, 0...1 &<< 47)
    quietPercent = rule.quiet_percent
    alarm = Alarm(
      Alarm.Rule(
        count: Int(rule.count), of: Int(rule.of), quietQ24: quiet(thresholdQ24),
        holdSamples: rule.hold_samples))
  }

  /// Starts the alarm anew, for another threshold.
  mutating func restart(thresholdQ24: Int64) {
    guard var rule = alarm?.rule else { return }
    rule.quietQ24 = quiet(thresholdQ24)
    alarm = Alarm(rule)
  }

  /// Counts a window.
  mutating func countWindow() { windows &+= 1 }

  /// Whether it is raised.
  var isRaised: Bool { alarm?.isRaised ?? false }

  /// Takes a decision, and tells what it changes.
  mutating func take(_ decision: Decision) -> Alarm.Change? {
    guard decision.isComplete else { return nil }
    return alarm?.take(
      scoreQ24: decision.scoreQ24, isAnomaly: decision.isAnomaly, at: windows &* step)
  }

  /// Thresholds lie below 2⁴⁶.
  private func quiet(_ thresholdQ24: Int64) -> Int64 {
    thresholdQ24 &* Int64(widening: quietPercent) / 100
  }

  private static func check(
    _ name: StaticString, _ found: Int64, _ allowed: ClosedRange<Int64>
  ) throws(Failure) {
    guard allowed.contains(found) else { throw .argument(name, found: found, allowed: allowed) }
  }
}
