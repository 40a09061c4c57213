import FloatModels
import Foundation
import SeededRandom
import Testing

@testable import Training

@Suite("Classification")
struct ClassificationTests {
  private static let size = 5
  private static let batch = 6

  /// Presents random windows and returns what the network is given.
  private static func present(
    _ task: ClassificationTask, _ windows: [Float], labels: [Int], isTraining: Bool
  ) -> [Float] {
    let positions = labels.indices.map { WindowSource.Position(clip: Int32($0), frame: 0) }
    return windows.withUnsafeBufferPointer { buffer in
      let input = task.present(buffer.baseAddress!, positions[...], isTraining: isTraining)
      return Array(UnsafeBufferPointer(start: input, count: windows.count))
    }
  }

  private static func loss(
    _ task: ClassificationTask, _ output: [Float]
  ) -> (loss: Double, gradient: [Float]) {
    var gradient = [Float](repeating: .nan, count: output.count)
    let loss = task.loss(of: output, gradient: &gradient, batch: batch)
    return (loss, gradient)
  }

  @Test(
    "loss and gradient are those of a softmax's cross entropy with smoothed labels",
    arguments: [0, 0.1, 0.6] as [Float])
  func crossEntropy(_ smoothing: Float) {
    var random = SeededGenerator(seed: 1)
    let labels = [2, 0, 1, 1, 2, 0]
    let task = ClassificationTask(
      Classification(labels: labels, classCount: 3, labelSmoothing: smoothing),
      windowSize: Self.size, capacity: Self.batch, seed: 1)
    let windows = TrainingGraphs.numbers(Self.batch * Self.size, &random)
    // Judged: not mixed.
    #expect(Self.present(task, windows, labels: labels, isTraining: false) == windows)
    let output = TrainingGraphs.numbers(Self.batch * 3, &random).map { 4 * $0 }
    func expected(_ logits: [Double]) -> Double {
      labels.indices.reduce(0) { sum, sample in
        let own = logits[sample * 3..<sample * 3 + 3]
        let total = own.reduce(0) { $0 + exp($1) }
        return sum
          - (0..<3).reduce(0) { part, label in
            let target =
              Double(smoothing) / 3 + (label == labels[sample] ? 1 - Double(smoothing) : 0)
            return part + target * log(exp(own[own.startIndex + label]) / total)
          }
      }
    }
    let (loss, gradient) = Self.loss(task, output)
    let logits = output.map(Double.init)
    #expect(abs(loss - expected(logits)) < 1e-5)
    for index in logits.indices {
      var (up, down) = (logits, logits)
      up[index] += 1e-5
      down[index] -= 1e-5
      // Of the mean over the batch.
      let slope = (expected(up) - expected(down)) / 2e-5 / Double(Self.batch)
      #expect(abs(Double(gradient[index]) - slope) < 1e-6)
    }
  }

  @Test("in training each window is a mixture of itself and another, and so is its target")
  func mixture() {
    let labels = [0, 1, 2, 3, 4, 5]
    let task = ClassificationTask(
      Classification(labels: labels, classCount: 6, labelSmoothing: 0), windowSize: 6,
      capacity: 6, seed: 3)
    // Window i is 1 in place i alone: a mixture shows its parts.
    let windows = (0..<36).map { Float($0 / 6 == $0 % 6 ? 1 : 0) }
    var shares: [Float] = []
    for _ in 0..<200 {
      let mixed = Self.present(task, windows, labels: labels, isTraining: true)
      // Equal logits leave in the gradient nothing but the target.
      let (_, gradient) = Self.loss(task, [Float](repeating: 0, count: 36))
      for place in 0..<36 {
        #expect(abs((1.0 / 6 - gradient[place] * 6) - mixed[place]) < 1e-6)
      }
      for sample in 0..<6 {
        let parts = mixed[sample * 6..<sample * 6 + 6]
        #expect(abs(parts.reduce(0, +) - 1) < 1e-6)
        #expect(parts.count { $0 != 0 } <= 2)
        if parts.count(where: { $0 != 0 }) == 2 { shares.append(parts[sample * 6 + sample]) }
      }
    }
    // Beta(1, 1) is uniform.
    #expect(shares.count > 600)
    let mean = shares.reduce(0, +) / Float(shares.count)
    let below = Float(shares.count { $0 < 0.25 }) / Float(shares.count)
    #expect(abs(mean - 0.5) < 0.04 && abs(below - 0.25) < 0.05)
  }

  /// Clips of two classes, which differ in the slope over the bands; the classes alternate.
  static func windows(_ clips: Int) throws -> (WindowSource, [Int]) {
    var random = SeededGenerator(seed: 8)
    let frames = (0..<clips).map { clip in
      (0..<20 * 4).map { place in
        Float(random.normal()) + (clip % 2 == 0 ? 0.4 : -0.4) * Float(place % 4)
      }
    }
    let source = try WindowSource(
      clips: frames, bands: 4,
      windowing: Windowing(framesPerWindow: 8, framesPerStep: 4, windowsPerDecision: 1))
    return (source, (0..<clips).map { $0 % 2 })
  }

  static let options = TrainingOptions(
    epochs: 25, batchSize: 8, learningRate: 3e-3, schedule: .cosine, windowsPerClip: 1,
    validationFraction: 0.2, earlyStoppingPatience: 25, seed: 2)

  @Test("a network learns to tell clips apart, the same with any number of threads")
  func trainsAClassifier() throws {
    let (windows, labels) = try Self.windows(40)
    let objective = TrainingObjective.classification(Classification(labels: labels, classCount: 2))
    let graph = Architectures.idClassifier(frames: 8, bands: 4, ids: 2)
    func train(threads: Int) throws -> (graph: Graph, record: TrainingRecord) {
      var options = Self.options
      options.threads = threads
      return try Trainer.train(
        graph: graph, windows: windows, objective: objective, options: options)
    }
    let result = try train(threads: 1)
    #expect(result.record.validationClips.count == 8)
    #expect(Set(result.record.validationClips.map { labels[$0] }) == [0, 1])
    #expect(result.record.trainingWindows == 32 && result.record.trainingClips == 32)
    // Of clips that it has not seen, taken whole.
    let network = try Network(result.graph.taking(frames: 20))
    for clip in result.record.validationClips {
      let logits = network.forward(windows.clips[clip], batch: 1)
      #expect((logits[0] > logits[1]) == (labels[clip] == 0))
    }
    #expect(result.record.bestLoss < log(2) / 2)
    #expect(try train(threads: 3).graph == result.graph)
  }

  @Test("an output of another size than the classes is refused")
  func wrongSize() throws {
    let (windows, labels) = try Self.windows(4)
    let error = #expect(throws: TrainingError.self) {
      try Trainer.train(
        graph: Architectures.idClassifier(frames: 8, bands: 4, ids: 3), windows: windows,
        objective: .classification(Classification(labels: labels, classCount: 2)),
        options: Self.options)
    }
    #expect(error == .windowSize(found: 3, expected: 2))
  }

  @Test("the learning rate changes with every step and is nothing only after the last")
  func schedules() {
    let total = 40
    let cosine = (0..<total).map { LearningRateSchedule.cosine.factor(done: $0, of: total) }
    let linear = (0..<total).map { LearningRateSchedule.linear.factor(done: $0, of: total) }
    for factors in [cosine, linear] {
      #expect(factors[0] == 1 && abs(factors[total / 2] - 0.5) < 1e-6)
      #expect(zip(factors, factors.dropFirst()).allSatisfy { $0 > $1 } && factors[total - 1] > 0)
    }
    #expect(abs(cosine[10] - (1 + Float(0.5).squareRoot()) / 2) < 1e-6)
    #expect(LearningRateSchedule.constant.factor(done: 39, of: total) == 1)
    // Beyond the end nothing turns back.
    #expect(LearningRateSchedule.cosine.factor(done: 60, of: total) == cosine[total - 1])
  }

  @Test("a clip is validated or trained on as a whole, and each class has some of both")
  func classesAreSplitEach() throws {
    let (windows, labels) = try Self.windows(30)
    let split = ClipSplit(windows, fraction: 0.1, seed: 1, labels: labels)
    #expect((split.training + split.validation).sorted() == Array(0..<30))
    #expect(split.validation.map { labels[$0] }.sorted() == [0, 0, 1, 1])
    // A class of a single clip is not validated.
    let single = ClipSplit(
      windows, fraction: 0.5, seed: 1, labels: [5] + Array(repeating: 0, count: 29))
    #expect(single.training.contains(0))
  }

  @Test("windows are drawn from anywhere in a clip")
  func drawnWindows() throws {
    let (windows, _) = try Self.windows(3)
    var random = SeededGenerator(seed: 4)
    let drawn = windows.drawn(200, of: [2, 0], using: &random)
    #expect(drawn.map(\.clip) == Array(repeating: 2, count: 200) + Array(repeating: 0, count: 200))
    #expect(Set(drawn.map(\.frame)) == Set(0...12))
    #expect(windows.drawn(200, of: [2, 0], using: &random) != drawn)
  }

  @Test("of a few clips or many, a classifier takes 840 steps at least and runs them all")
  func recommendedOptions() {
    for clips in [4, 40, 480, 4000] {
      for family in [Family.idClassifier, .idEmbedding] {
        let options = TrainingOptions.recommended(for: family, windows: clips)
        let steps = max(1, (clips * 9 / 10 + 31) / 32) * options.epochs
        #expect(options.epochs >= 60 && steps >= 840)
        #expect(options.schedule == .cosine && options.windowsPerClip == 1)
        #expect(options.earlyStoppingPatience == options.epochs)
        #expect(options.validationFraction == [4: 0.25, 40: 0.25, 480: 0.1, 4000: 0.1][clips])
      }
    }
  }
}
