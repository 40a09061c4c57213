import Foundation
import Synchronization

/// One line on a terminal that says how far a long work is, how fast, and how long it will take.
///
/// It appears after a second, is drawn at most ten times a second, and is gone when the work is
/// finished. Where standard error is no terminal nothing is written. May be used from any thread.
public final class ProgressLine: Sendable {
  private struct State {
    var started: Double
    var drawn = -Double.infinity
    var isShown = false
  }

  private let label: String
  private let total: Int?
  private let unit: String
  private let isEnabled: Bool
  private let now: @Sendable () -> Double
  private let show: @Sendable (String) -> Void
  private let state: Mutex<State>

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - label: what is being done: "training".
  ///   - total: how many units there are, if that is known.
  ///   - unit: what is counted, in the plural: "clips".
  public convenience init(_ label: String, total: Int?, unit: String) {
    self.init(
      label, total: total, unit: unit, isEnabled: Terminal.takesControl(.error),
      now: { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 },
      show: { StandardError.showTransient(String($0.prefix(Terminal.width - 1))) })
  }

  init(
    _ label: String, total: Int?, unit: String, isEnabled: Bool,
    now: @escaping @Sendable () -> Double, show: @escaping @Sendable (String) -> Void
  ) {
    self.label = label
    self.total = total
    self.unit = unit
    self.isEnabled = isEnabled
    self.now = now
    self.show = show
    state = Mutex(State(started: now()))
  }

  deinit {
    finish()
  }

  /// Says that so many units are done, with a remark ("epoch 3, loss 9.41") if there is one.
  public func update(_ completed: Int, note: String = "") {
    guard isEnabled else { return }
    state.withLock { state in
      let time = now()
      guard time - state.started >= 1, time - state.drawn >= 0.1 else { return }
      state.drawn = time
      state.isShown = true
      show(line(completed, seconds: time - state.started, note: note))
    }
  }

  /// Takes the line away.
  public func finish() {
    state.withLock { state in
      if state.isShown { show("") }
      state.isShown = false
    }
  }

  private func line(_ completed: Int, seconds: Double, note: String) -> String {
    let rate = Double(completed) / seconds
    var parts = [label, total.map { "\(completed) of \($0) \(unit)" } ?? "\(completed) \(unit)"]
    parts.append("\(Self.figure(rate)) \(unit)/s")
    if let total, completed > 0, completed <= total {
      parts.append("\(Self.duration(Double(total - completed) / rate)) left")
    }
    // Last: where the terminal is narrow the time left matters more.
    if !note.isEmpty { parts.append(note) }
    return parts.joined(separator: "  ")
  }

  /// Two or three significant digits.
  private static func figure(_ value: Double) -> String {
    String(format: value < 10 ? "%.2g" : "%.0f", value)
  }

  /// `0:07`, `12:30`, `3 h 05 min`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 1e9))
    if whole < 3_600 { return String(format: "%d:%02d", whole / 60, whole % 60) }
    return String(format: "%d h %02d min", whole / 3_600, whole / 60 % 60)
  }
}
