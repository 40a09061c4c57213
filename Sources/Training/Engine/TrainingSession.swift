import CFloatKernels
import FloatModels
import SeededRandom

/// The state of one training between its epochs.
struct TrainingSession {
  var record: TrainingRecord
  let stopwatch = Stopwatch()

  private let network: TrainableNetwork
  private let task: LearningTask
  private let windows: WindowSource
  private let adam: Adam
  /// Windows that an epoch is judged by; none where its training loss has to do.
  private let judged: [WindowSource.Position]
  private let input: FloatBuffer
  private var training: [WindowSource.Position]
  private var generator: SeededGenerator
  private var best: [Float] = []
  private var lastReport = 0.0

  /// - Parameter rounding: nil to teach `graph` to reproduce windows; else it learns to give with
  ///   this rounding what it gives without. The weights as they are then count as epoch 0.
  init(
    _ graph: Graph, _ windows: WindowSource, _ options: TrainingOptions,
    rounding: FakeQuantization? = nil
  ) throws(TrainingError) {
    let split = ClipSplit(windows, fraction: options.validationFraction, seed: options.seed)
    training = windows.positions(of: split.training)
    let validation = windows.positions(of: split.validation)
    judged = validation.isEmpty && rounding != nil ? training : validation
    let capacity = min(options.batchSize, max(training.count, validation.count))
    let workers = Workers(threads: options.threads)
    network = try TrainableNetwork(graph, capacity: capacity, workers: workers, rounding: rounding)
    if let rounding {
      let teacher = try TrainableNetwork(graph, capacity: capacity, workers: workers)
      task = .imitation(of: teacher, grid: rounding.input)
      network.setRates(rounding)
    } else {
      task = .reconstruction(of: network.inputCount)
    }
    for (size, expected) in [
      (network.inputCount, windows.windowSize), (network.outputCount, task.outputCount),
    ] where size != expected {
      throw .windowSize(found: size, expected: expected)
    }
    self.windows = windows
    adam = Adam(learningRate: options.learningRate)
    input = FloatBuffer(count: capacity * windows.windowSize)
    generator = SeededGenerator(seed: options.seed, stream: "batches")
    record = TrainingRecord(
      options: options, trainingClips: split.training.count, trainingWindows: training.count,
      validationClips: split.validation.count)
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
    generator.shuffle(&training)
    let batches = batches
    var (squares, seen) = (0.0, 0)
    for batch in 0..<batches {
      if shouldStop() { return false }
      // Batches of equal size, so that batch norm never has to do with a small rest.
      let range = training.count * batch / batches..<training.count * (batch + 1) / batches
      squares += step(training[range])
      seen += range.count
      guard squares.isFinite else {
        throw .diverged(
          epoch: record.trainingLosses.count + 1, learningRate: record.options.learningRate)
      }
      if batch + 1 < batches, stopwatch.seconds - lastReport > 0.2 {
        report(progress, loss: squares / Double(seen * task.outputCount), seen: seen)
      }
    }
    try judge(loss: squares / Double(seen * task.outputCount))
    report(progress, loss: record.trainingLosses.last ?? .nan, seen: 0)
    return true
  }

  /// One step on a batch.
  ///
  /// - Returns: the sum of the squared errors.
  private func step(_ positions: ArraySlice<WindowSource.Position>) -> Double {
    let (squares, input) = squaredError(positions, isTraining: true)
    network.backward(input, batch: positions.count)
    network.store.step(currentAdam, l2: record.options.l2)
    return squares
  }

  /// Fine-tuning ends with small steps: its learning rate falls evenly to nothing.
  private var currentAdam: Adam {
    guard record.startLoss != nil else { return adam }
    let steps = record.options.epochs * batches
    var adam = adam
    adam.learningRate *= Float(max(steps - network.store.steps, 1)) / Float(steps)
    return adam
  }

  /// Steps an epoch.
  private var batches: Int { (training.count - 1) / record.options.batchSize + 1 }

  /// The sum of the squared errors on a batch, whose gradient is left in the network.
  private func squaredError(
    _ positions: ArraySlice<WindowSource.Position>, isTraining: Bool
  ) -> (squares: Double, input: UnsafePointer<Float>) {
    windows.gather(positions, into: input.pointer)
    let (input, target) = task.present(input.pointer, batch: positions.count)
    network.forward(input, batch: positions.count, isTraining: isTraining)
    let count = positions.count * task.outputCount
    let squares = cfk_squared_error(
      network.output, target, network.outputGradient, 2 / Float(count), count)
    return (squares, input)
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
    if record.validationClips > 0 { record.validationLosses.append(loss) }
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

  /// Mean squared error of the windows that are judged by, in evaluation mode.
  private func judgedLoss() -> Double {
    var squares = 0.0
    for first in stride(from: 0, to: judged.count, by: network.capacity) {
      let part = judged[first..<min(first + network.capacity, judged.count)]
      squares += squaredError(part, isTraining: false).squares
    }
    return squares / Double(judged.count * task.outputCount)
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
