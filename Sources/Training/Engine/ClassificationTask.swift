import Foundation
import SeededRandom

/// To tell the classes of clips apart; the loss is the cross entropy between softmax and target.
final class ClassificationTask: LearningTask {
  let inputCount: Int
  private let lesson: Classification
  private var generator: SeededGenerator
  private let mixed: FloatBuffer
  /// Of the batch that was presented last, `batch × classes`.
  private var targets: [Float] = []

  /// - Parameter capacity: most windows in a batch.
  init(_ lesson: Classification, windowSize: Int, capacity: Int, seed: UInt64) {
    self.lesson = lesson
    inputCount = windowSize
    generator = SeededGenerator(seed: seed, stream: "mixup")
    mixed = FloatBuffer(count: lesson.isMixed ? capacity * windowSize : 0)
  }

  var outputCount: Int { lesson.classCount }
  var termCount: Int { 1 }

  func present(
    _ windows: UnsafePointer<Float>, _ positions: ArraySlice<WindowSource.Position>,
    isTraining: Bool
  ) -> UnsafePointer<Float> {
    let classes = lesson.classCount
    let rest = lesson.labelSmoothing / Float(classes)
    targets = [Float](repeating: rest, count: positions.count * classes)
    for (index, position) in positions.enumerated() {
      targets[index * classes + lesson.labels[Int(position.clip)]] += 1 - lesson.labelSmoothing
    }
    guard isTraining, lesson.isMixed else { return windows }
    mix(windows, batch: positions.count)
    return UnsafePointer(mixed.pointer)
  }

  private func mix(_ windows: UnsafePointer<Float>, batch: Int) {
    let plain = targets
    let partners = generator.permutation(of: batch)
    for (index, partner) in partners.enumerated() {
      // Beta(1, 1) is the uniform distribution.
      let share = generator.uniformFloat()
      let (own, other) = (windows + index * inputCount, windows + partner * inputCount)
      let target = mixed.pointer + index * inputCount
      for place in 0..<inputCount {
        target[place] = share * own[place] + (1 - share) * other[place]
      }
      let classes = lesson.classCount
      for label in 0..<classes {
        targets[index * classes + label] =
          share * plain[index * classes + label] + (1 - share) * plain[partner * classes + label]
      }
    }
  }

  func loss(
    of output: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, batch: Int
  ) -> Double {
    let classes = lesson.classCount
    var loss = 0.0
    for first in stride(from: 0, to: batch * classes, by: classes) {
      let logits = (first..<first + classes).map { Double(output[$0]) }
      let largest = logits.max() ?? 0
      let powers = logits.map { exp($0 - largest) }
      let sum = powers.reduce(0, +)
      for label in 0..<classes {
        let target = Double(targets[first + label])
        loss -= target * (logits[label] - largest - log(sum))
        gradient[first + label] = Float((powers[label] / sum - target) / Double(batch))
      }
    }
    return loss
  }
}
