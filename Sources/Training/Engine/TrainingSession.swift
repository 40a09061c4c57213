import FloatModels
import SeededRandom

/// The state of one training between its epochs.
struct TrainingSession {
  var record: TrainingRecord
  let stopwatch = Stopwatch()

  private let network: TrainableNetwork
  private let task: any LearningTask
  private let windows: WindowSource
  private let adam: Adam
  /// Windows that an epoch is judged by; none where its training loss has to do.
  private let judged: [WindowSource.Position]
  private let input: FloatBuffer
  private let trainingClips: [Int]
  /// Windows of an epoch.
  private var training: [WindowSource.Position]
  private var generator: SeededGenerator
  private var placeGenerator: SeededGenerator
  private var best: [Float] = []
  private var lastReport = 0.0

  /// - Parameter rounding: nil to teach `graph` the objective; else it learns to give with this
  ///   rounding what it gives without. The weights as they are then count as epoch 0.
  init(
    _ graph: Graph, _ windows: WindowSource, _ options: TrainingOptions,
    _ objective: TrainingObjective = .reconstruction, rounding: FakeQuantization? = nil
  ) throws(TrainingError) {
    let split = ClipSplit(
      windows, fraction: options.validationFraction, seed: options.seed, labels: objective.labels)
    trainingClips = split.training
    generator = SeededGenerator(seed: options.seed, stream: "batches")
    var placeGenerator = SeededGenerator(seed: options.seed, stream: "windows")
    training =
      options.windowsPerClip.map {
        windows.drawn($0, of: split.training, using: &placeGenerator)
      } ?? windows.positions(of: split.training)
    self.placeGenerator = placeGenerator
    let validation = windows.positions(of: split.validation)
    judged = validation.isEmpty && rounding != nil ? training : validation
    let capacity = min(options.batchSize, max(training.count, validation.count))
    let workers = Workers(threads: options.threads)
    network = try TrainableNetwork(
      graph, capacity: capacity, workers: workers, rounding: rounding,
      sampling: rounding == nil ? objective.sampling : nil, seed: options.seed)
    if let rounding {
      let teacher = try TrainableNetwork(graph, capacity: capacity, workers: workers)
      task = ImitationTask(of: teacher, grid: rounding.input, hidden: objective.hidden)
      network.setRates(rounding)
    } else {
      switch objective {
      case .reconstruction, .interpolation, .variational:
        task = ReconstructionTask(
          windowSize: network.inputCount, hidden: objective.hidden, noise: options.inputNoise,
          capacity: capacity, seed: options.seed)
      case .classification(let lesson):
        task = ClassificationTask(
          lesson, windowSize: network.inputCount, capacity: capacity, seed: options.seed)
      }
    }
    for (size, expected) in [
      (network.inputCount, windows.windowSize), (network.outputCount, task.outputCount),
    ] where size != expected {
      throw .windowSize(found: size, expected: expected)
    }
    self.windows = windows
    adam = Adam(learningRate: options.learningRate)
    input = FloatBuffer(count: capacity * windows.windowSize)
    record = TrainingRecord(
      options: options, trainingClips: split.training.count, trainingWindows: training.count,
      validationClips: split.validation)
    if rounding != nil { try judgeStart() }
  }

  /// The network with the weights of the best epoch.
  var bestGraph: Graph { network.store.graph(with: best) }

  /// Whether the patience is at its end.
  private var isExhausted: Bool {
    record.trainingLosses.count - record.bestEpoch >= record.options.earlyStoppingPatience
  }

  /// Runs the epochs that the options ask for, or as many as it takes until nothing improves.
  ///
  /// - Parameter epochEnded: is called after each; what it throws ends the training.
  mutating func run(
    progress: (TrainingProgress) -> Void, shouldStop: () -> Bool,
    epochEnded: (borrowing TrainingSession) throws -> Void = { _ in }
  ) throws {
    while record.trainingLosses.count < record.options.epochs {
      guard try runEpoch(progress, shouldStop) else {
        record.ending = .interrupted
        break
      }
      try epochEnded(self)
      if isExhausted {
        record.ending = .stoppedEarly
        break
      }
    }
    record.seconds = stopwatch.seconds
  }

  /// Runs an epoch and judges it.
  ///
  /// - Returns: false if it was stopped; the best weights are then those of an earlier epoch.
  private mutating func runEpoch(
    _ progress: (TrainingProgress) -> Void, _ shouldStop: () -> Bool
  ) throws(TrainingError) -> Bool {
    if let count = record.options.windowsPerClip, !record.trainingLosses.isEmpty {
      training = windows.drawn(count, of: trainingClips, using: &placeGenerator)
    }
    generator.shuffle(&training)
    let batches = batches
    var (sum, seen) = (0.0, 0)
    for batch in 0..<batches {
      if shouldStop() { return false }
      // Batches of equal size, so that batch norm never has to do with a small rest.
      let range = training.count * batch / batches..<training.count * (batch + 1) / batches
      sum += step(training[range])
      seen += range.count
      guard sum.isFinite else {
        throw .diverged(
          epoch: record.trainingLosses.count + 1, learningRate: record.options.learningRate)
      }
      if batch + 1 < batches, stopwatch.seconds - lastReport > 0.2 {
        report(progress, loss: sum / Double(seen * task.termCount), seen: seen)
      }
    }
    try judge(loss: sum / Double(seen * task.termCount))
    report(progress, loss: record.trainingLosses.last ?? .nan, seen: 0)
    return true
  }

  /// One step on a batch.
  ///
  /// - Returns: the sum of the losses.
  private func step(_ positions: ArraySlice<WindowSource.Position>) -> Double {
    let (loss, input) = loss(positions, isTraining: true)
    network.backward(input, batch: positions.count)
    var adam = adam
    adam.learningRate *= record.options.schedule.factor(
      done: network.store.steps, of: record.options.epochs * batches)
    network.store.step(adam, l2: record.options.l2)
    return loss
  }

  /// Steps an epoch.
  private var batches: Int { (training.count - 1) / record.options.batchSize + 1 }

  /// The sum of the losses on a batch, whose gradient is left in the network.
  private func loss(
    _ positions: ArraySlice<WindowSource.Position>, isTraining: Bool
  ) -> (sum: Double, input: UnsafePointer<Float>) {
    windows.gather(positions, into: input.pointer)
    let input = task.present(input.pointer, positions, isTraining: isTraining)
    network.forward(input, batch: positions.count, isTraining: isTraining)
    let sum = task.loss(
      of: network.output, gradient: network.outputGradient, batch: positions.count)
    return (sum + network.ownLoss * Double(task.termCount), input)
  }

  private mutating func judgeStart() throws(TrainingError) {
    record.bestLoss = judgedLoss()
    record.startLoss = record.bestLoss
    best = network.store.values.values
    guard record.bestLoss.isFinite else {
      throw .diverged(epoch: 0, learningRate: record.options.learningRate)
    }
  }

  private mutating func judge(loss trainingLoss: Double) throws(TrainingError) {
    record.trainingLosses.append(trainingLoss)
    let loss = judged.isEmpty ? trainingLoss : judgedLoss()
    if !record.validationClips.isEmpty { record.validationLosses.append(loss) }
    guard loss.isFinite else {
      throw .diverged(
        epoch: record.trainingLosses.count, learningRate: record.options.learningRate)
    }
    if loss < record.bestLoss {
      record.bestLoss = loss
      record.bestEpoch = record.trainingLosses.count
      best = network.store.values.values
    }
  }

  /// Mean loss of the windows that are judged by, in evaluation mode.
  private func judgedLoss() -> Double {
    var sum = 0.0
    for first in stride(from: 0, to: judged.count, by: network.capacity) {
      let part = judged[first..<min(first + network.capacity, judged.count)]
      sum += loss(part, isTraining: false).sum
    }
    return sum / Double(judged.count * task.termCount)
  }

  /// - Parameter seen: windows of an epoch under way.
  private mutating func report(_ progress: (TrainingProgress) -> Void, loss: Double, seen: Int) {
    let done = record.trainingLosses.count
    let seconds = stopwatch.seconds
    let windowsDone = Double(done * training.count + seen)
    let rate = windowsDone / max(seconds, 1e-9)
    lastReport = seconds
    progress(
      TrainingProgress(
        epoch: seen > 0 ? done + 1 : done, epochs: record.options.epochs,
        epochFraction: seen > 0 ? Double(seen) / Double(training.count) : 1, trainingLoss: loss,
        validationLoss: record.validationLosses.last,
        bestLoss: best.isEmpty ? nil : record.bestLoss,
        windowsPerSecond: rate, secondsElapsed: seconds,
        secondsLeft: max(0, Double(record.options.epochs * training.count) - windowsDone) / rate))
  }
}

extension TrainingObjective {
  /// Part of the windows that is not shown.
  fileprivate var hidden: Range<Int>? {
    if case .interpolation(let part) = self { part } else { nil }
  }

  /// What is sampled; nil where nothing is.
  fileprivate var sampling: LatentSampling? {
    if case .variational(let sampling) = self { sampling } else { nil }
  }

  /// Class of each clip; nil where there are no classes.
  fileprivate var labels: [Int]? {
    if case .classification(let lesson) = self { lesson.labels } else { nil }
  }
}
