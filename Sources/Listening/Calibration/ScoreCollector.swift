import CSystemCalls
import EdgeRuntime
import ThresholdFitting

/// Collects the scores of whole decisions that a calibration is made of, in memory that was taken
/// before.
struct ScoreCollector {
  private let memory: UnsafeMutableBufferPointer<Double>
  private var watch: SoundWatch
  /// Scores that were collected.
  private(set) var count = 0
  /// Decisions that were left out because their sound stood still, or was clipped.
  private(set) var stillCount = 0
  private(set) var clippedCount = 0

  /// Decisions that are collected at most: a week of them, one each ten seconds, and half a day.
  static var mostDecisions: Int { 65_536 }

  /// - Parameters:
  ///   - memory: room for the scores.
  ///   - rate: of the samples, Hz.
  init(memory: UnsafeMutableBufferPointer<Double>, rate: Int) {
    self.memory = memory
    watch = SoundWatch(rate: rate)
  }

  /// Whether there is no room for another decision.
  var isFull: Bool { count == memory.count }

  /// The scores, which the fit puts in order.
  var scores: UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(rebasing: memory[..<count])
  }

  /// Decisions that were left out.
  var faultCount: Int { stillCount &+ clippedCount }

  /// Whether more than one decision in ten was left out: then something is wrong that will stay so.
  var isFaulty: Bool { faultCount &* 9 > count }

  /// Begins a stretch of sound.
  mutating func begin() { watch.clear() }

  /// Takes samples before the decision on them.
  mutating func hear(_ samples: UnsafePointer<Int16>, count: Int) {
    watch.hear(samples, count: count)
  }

  /// Takes a whole decision on the samples since the one before it.
  mutating func take(scoreQ24: Int64) {
    let fault = watch.fault
    watch.clear()
    switch fault {
    case .still: stillCount &+= 1
    case .clipped: clippedCount &+= 1
    case nil:
      guard !isFull else { return }
      memory[count] = ThresholdFit.score(ofQ24: scoreQ24)
      count &+= 1
    }
  }
}
