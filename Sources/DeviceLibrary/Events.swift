import CDeviceLibrary
import EdgeRuntime

/// Hands events to a function of C's.
struct Listener {
  private let listener: edgeasd_listener
  private let context: UnsafeMutableRawPointer?

  init(
    _ listener: edgeasd_listener?, _ context: UnsafeMutableRawPointer?
  ) throws(Failure) {
    guard let listener else { throw .missing("listener") }
    self.listener = listener
    self.context = context
  }

  func hear(_ event: DetectorEvent) {
    var told = edgeasd_event()
    switch event {
    case .window(let index, let score):
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
    }
    withUnsafePointer(to: told) { listener(context, $0) }
  }
}
