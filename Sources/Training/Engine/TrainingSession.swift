import CFloatKernels
import FloatModels
import SeededRandom

/// The state of one training between its epochs.
struct TrainingSession {
  var record: TrainingRecord
  let stopwatch = Stopwatch()

  private let network: TrainableNetwork
  private let windows: WindowSource
  private let adam: Adam
  private let validation: [WindowSource.Position]
  private let input: FloatBuffer
  private var training: [WindowSource.Position]
  private var generator: SeededGenerator
  private var best: [Float] = []
  private var lastReport = 0.0

  init(_ graph: Graph, _ windows: WindowSource, _ options: TrainingOptions) throws(TrainingError) {
    let split = ClipSplit(windows, fraction: options.validationFraction, seed: options.seed)
    training = windows.positions(of: split.training)
    validation = windows.positions(of: split.validation)
    let capacity = min(options.batchSize, max(training.count, validation.count))
    network = try TrainableNetwork(
      graph, capacity: capacity, workers: Workers(threads: options.threads))
    for size in [network.inputCount, network.outputCount] where size != windows.windowSize {
      throw .windowSize(found: size, expected: windows.windowSize)
    }
    self.windows = windows
    adam = Adam(learningRate: options.learningRate)
    input = FloatBuffer(count: capacity * windows.windowSize)
    generator = SeededGenerator(seed: options.seed, stream: "batches")
    record = TrainingRecord(
      options: options, trainingClips: split.training.count, trainingWindows: training.count,
      validationClips: split.validation.count)
  }

  /// The network with the weights of the best epoch.
  var bestGraph: Graph { network.store.graph(with: best) }

  /// Whether the patience is at its end.
  var isExhausted: Bool {
    record.trainingLosses.count - record.bestEpoch >= record.options.earlyStoppingPatience
  }

  /// Runs an epoch and judges it.
  ///
  /// - Returns: false if it was stopped; the best weights are then those of an earlier epoch.
  mutating func runEpoch(
    _ progress: (TrainingProgress) -> Void, _ shouldStop: () -> Bool
  ) throws(TrainingError) -> Bool {
    generator.shuffle(&training)
    let batches = (training.count - 1) / record.options.batchSize + 1
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
        report(progress, loss: squares / Double(seen * windows.windowSize), seen: seen)
      }
    }
    try judge(loss: squares / Double(seen * windows.windowSize))
    report(progress, loss: record.trainingLosses.last ?? .nan, seen: 0)
    return true
  }

  /// One step on a batch.
  ///
  /// - Returns: the sum of the squared errors.
  private func step(_ positions: ArraySlice<WindowSource.Position>) -> Double {
    windows.gather(positions, into: input.pointer)
    network.forward(input.pointer, batch: positions.count, isTraining: true)
    let count = positions.count * windows.windowSize
    let squares = cfk_squared_error(
      network.output, input.pointer, network.outputGradient, 2 / Float(count), count)
    network.backward(input.pointer, batch: positions.count)
    network.store.step(adam, l2: record.options.l2)
    return squares
  }

  private mutating func judge(loss trainingLoss: Double) throws(TrainingError) {
    record.trainingLosses.append(trainingLoss)
    var loss = trainingLoss
    if !validation.isEmpty {
      loss = validationLoss()
      record.validationLosses.append(loss)
    }
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

  /// Mean squared error of the validation clips, in evaluation mode.
  private func validationLoss() -> Double {
    var squares = 0.0
    for first in stride(from: 0, to: validation.count, by: network.capacity) {
      let part = validation[first..<min(first + network.capacity, validation.count)]
      windows.gather(part, into: input.pointer)
      network.forward(input.pointer, batch: part.count, isTraining: false)
      squares += cfk_squared_error(
        network.output, input.pointer, network.outputGradient, 0, part.count * windows.windowSize)
    }
    return squares / Double(validation.count * windows.windowSize)
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
        validationLoss: record.validationLosses.last, bestLoss: done > 0 ? record.bestLoss : nil,
        windowsPerSecond: rate, secondsElapsed: seconds,
        secondsLeft: max(0, Double(record.options.epochs * training.count) - windowsDone) / rate))
  }
}

/// Seconds since its creation, on the monotonic clock.
struct Stopwatch: Sendable {
  private let start = ContinuousClock.now

  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}
