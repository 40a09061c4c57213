import Foundation

/// What becomes of the learning rate in the course of a training. It changes with every step, and
/// reaches its end with the last one of all epochs.
public enum LearningRateSchedule: String, Sendable, Hashable {
  /// It stays.
  case constant
  /// It falls evenly to nothing.
  case linear
  /// It falls to nothing along half a cosine (Loshchilov and Hutter, "SGDR", ICLR 2017, without
  /// restarts).
  case cosine

  /// What the learning rate is multiplied by.
  ///
  /// - Parameters:
  ///   - done: steps before this one.
  ///   - total: steps of all epochs, at least 1.
  func factor(done: Int, of total: Int) -> Float {
    switch self {
    case .constant: 1
    // Those who train on for longer keep the smallest step.
    case .linear: Float(max(total - done, 1)) / Float(total)
    case .cosine: Float((1 + cos(.pi * Double(min(done, total - 1)) / Double(total))) / 2)
    }
  }
}
