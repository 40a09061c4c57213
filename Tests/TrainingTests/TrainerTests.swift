import FloatModels
import Testing

@testable import Training

@Suite("Trainer")
struct TrainerTests {
  static let options = TrainingOptions(
    epochs: 30, batchSize: 16, learningRate: 1e-2, earlyStoppingPatience: 30, seed: 3)

  @Test("learns windows that have structure")
  func lossFalls() throws {
    let result = try Trainer.train(
      graph: TrainingGraphs.autoencoder(), windows: TrainingGraphs.windows(), options: Self.options)
    let losses = result.record.validationLosses
    #expect(losses.count == 30)
    #expect(result.record.bestLoss < losses[0] / 5)
    #expect(result.record.ending == .completed)
  }

  @Test("the same seed gives the same bits, with any number of threads", arguments: [1, 2, 4])
  func sameSeedSameBits(threads: Int) throws {
    var options = Self.options
    options.epochs = 3
    let graph = Architectures.convolutionalAutoencoder(frames: 16, bands: 16)
    let frames = try TrainingGraphs.windows(clips: 24).clips.map { clip in
      clip.flatMap { value in (0..<4).map { value / Float($0 + 1) } }
    }
    let windows = try WindowSource(
      clips: frames, bands: 16,
      windowing: Windowing(framesPerWindow: 16, framesPerStep: 1, windowsPerDecision: 1))
    let first = try Trainer.train(graph: graph, windows: windows, options: options)
    options.threads = threads
    let second = try Trainer.train(graph: graph, windows: windows, options: options)
    #expect(first.graph == second.graph)
    #expect(first.record.metadata == second.record.metadata)
    options.seed = 4
    let other = try Trainer.train(graph: graph, windows: windows, options: options)
    #expect(first.graph != other.graph)
  }

  @Test("the weights returned are those of the epoch with the lowest validation loss")
  func bestWeightsAreKept() throws {
    var options = Self.options
    // So large a step that the loss goes up and down.
    options.learningRate = 0.3
    let windows = try TrainingGraphs.windows()
    let result = try Trainer.train(
      graph: TrainingGraphs.autoencoder(), windows: windows, options: options)
    let losses = result.record.validationLosses
    let best = try #require(losses.min())
    #expect(losses[result.record.bestEpoch - 1] == best)
    #expect(best < losses[losses.count - 1])

    let split = ClipSplit(windows, fraction: 0.1, seed: 3)
    var (squares, count) = (0.0, 0)
    for clip in split.validation {
      for frame in 0..<windows.windowCounts[clip] {
        let x = Array(windows.clips[clip][frame * 4..<frame * 4 + 8])
        let y = try Network(result.graph).forward(x, batch: 1)
        squares += zip(x, y).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        count += 8
      }
    }
    #expect(abs(squares / Double(count) - best) < 1e-5 * best)
  }

  @Test("stops when the validation loss has not improved for the patience")
  func stopsEarly() throws {
    var options = Self.options
    options.epochs = 500
    options.learningRate = 0.3
    options.earlyStoppingPatience = 4
    let result = try Trainer.train(
      graph: TrainingGraphs.autoencoder(), windows: TrainingGraphs.windows(), options: options)
    #expect(result.record.ending == .stoppedEarly)
    #expect(result.record.trainingLosses.count == result.record.bestEpoch + 4)
  }

  @Test("an interruption returns the best weights so far, in the middle of an epoch too")
  func interruptionReturnsTheBest() throws {
    let windows = try TrainingGraphs.windows()
    var checkpoints: [(graph: Graph, epoch: Int)] = []
    var options = Self.options
    options.secondsBetweenCheckpoints = 0
    var batches = 0
    let result = try Trainer.train(
      graph: TrainingGraphs.autoencoder(), windows: windows, options: options,
      checkpoint: { checkpoints.append(($0, $1.bestEpoch)) },
      shouldStop: {
        batches += 1
        return batches == 60
      })
    #expect(result.record.ending == .interrupted)
    #expect(result.record.trainingLosses.count > 1)
    #expect(checkpoints.last?.graph == result.graph)
    #expect(checkpoints.last?.epoch == result.record.bestEpoch)
    #expect(batches == 60)
  }

  @Test("checkpoints only get better, and none is written twice")
  func checkpointsImprove() throws {
    var options = Self.options
    options.learningRate = 0.3
    options.secondsBetweenCheckpoints = 0
    var losses: [Double] = []
    let result = try Trainer.train(
      graph: TrainingGraphs.autoencoder(), windows: TrainingGraphs.windows(), options: options,
      checkpoint: { losses.append($1.bestLoss) })
    #expect(losses.last == result.record.bestLoss)
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test("what a checkpoint throws ends the training")
  func checkpointErrorsAreThrown() throws {
    struct DiskFull: Error {}
    var options = Self.options
    options.secondsBetweenCheckpoints = 0
    let windows = try TrainingGraphs.windows()
    #expect(throws: DiskFull.self) {
      try Trainer.train(
        graph: TrainingGraphs.autoencoder(), windows: windows, options: options,
        checkpoint: { _, _ in throw DiskFull() })
    }
  }

  @Test("an interruption in the first epoch is an error: there is nothing to keep")
  func interruptionInTheFirstEpoch() throws {
    let windows = try TrainingGraphs.windows()
    #expect(throws: TrainingError.stopped(epochs: 0)) {
      try Trainer.train(
        graph: TrainingGraphs.autoencoder(), windows: windows, options: Self.options,
        shouldStop: { true })
    }
  }

  @Test("progress ends at the last epoch and its numbers are in their ranges")
  func progressIsReported() throws {
    var reports: [TrainingProgress] = []
    _ = try Trainer.train(
      graph: TrainingGraphs.autoencoder(), windows: TrainingGraphs.windows(), options: Self.options,
      progress: { reports.append($0) })
    #expect(reports.filter { $0.epochFraction == 1 }.map(\.epoch) == Array(1...30))
    #expect(reports.allSatisfy { $0.windowsPerSecond > 0 && $0.secondsLeft >= 0 })
    #expect(reports.last?.secondsLeft == 0)
  }

  @Test("L2 makes the weights smaller")
  func l2ShrinksWeights() throws {
    func squares(_ l2: Float) throws -> Float {
      var options = Self.options
      options.l2 = l2
      let graph = try Trainer.train(
        graph: TrainingGraphs.autoencoder(), windows: TrainingGraphs.windows(), options: options
      ).graph
      return graph.nodes.compactMap { $0.parameters["weight"] }.flatMap(\.values)
        .reduce(0) { $0 + $1 * $1 }
    }
    #expect(try squares(0.02) < 0.7 * squares(0))
  }

  @Test("a training that diverges ends with three lines")
  func divergence() throws {
    var options = Self.options
    options.learningRate = 10
    var graph = try TrainingGraphs.autoencoder()
    graph.nodes.remove(at: 1)
    graph.nodes[1].inputs = [0]
    graph.nodes[2].inputs = [1]
    graph.nodes[0].parameters["weight"]?.values = [Float](repeating: 1e25, count: 48)
    let error = #expect(throws: TrainingError.self) {
      try Trainer.train(graph: graph, windows: TrainingGraphs.windows(), options: options)
    }
    #expect(error?.description.split(separator: "\n").count == 3)
  }

  @Test("a single clip is trained on without validation")
  func singleClip() throws {
    let result = try Trainer.train(
      graph: TrainingGraphs.autoencoder(), windows: TrainingGraphs.windows(clips: 1),
      options: Self.options)
    #expect(result.record.validationClips.isEmpty)
    #expect(result.record.validationLosses.isEmpty)
    #expect(result.record.bestLoss == result.record.trainingLosses.min())
  }

  static let badOptions: [TrainingOptions] = [
    TrainingOptions(epochs: 0), TrainingOptions(batchSize: 0), TrainingOptions(learningRate: 0),
    TrainingOptions(learningRate: .nan), TrainingOptions(l2: -1),
    TrainingOptions(validationFraction: 1), TrainingOptions(earlyStoppingPatience: 0),
    TrainingOptions(threads: 0),
  ]

  @Test("a layer without a gradient is named before anything is trained")
  func untrainableLayersAreNamed() throws {
    let others: [FloatModels.Operation] = [
      .depthwiseConvolution(multiplier: 1, .square(1)), .averagePool(.square(1)),
      .add,
      .reshape(Shape(vector: 8)), .relu6, .logistic, .tanh, .softmax,
      .pad(Edges(top: 0, bottom: 0, left: 0, right: 0), value: 0),
    ]
    for operation in others {
      var graph = try TrainingGraphs.autoencoder()
      var node = Node(name: "other", operation: operation, inputs: [3])
      for (role, shape) in node.parameterShapes(input: Shape(vector: 8)) {
        node.parameters[role] = Tensor(shape: shape)
      }
      if operation.inputCounts.lowerBound == 2 { node.inputs = [3, 3] }
      graph.nodes.append(node)
      let error = #expect(throws: TrainingError.self) {
        try Trainer.train(
          graph: graph, windows: TrainingGraphs.windows(), options: Self.options,
          progress: { _ in Issue.record("training began") },
          shouldStop: {
            Issue.record("training began")
            return true
          })
      }
      #expect(error == .untrainable(layer: "other", operation: operation.kind))
      #expect(error?.description.split(separator: "\n").count == 3)
    }
  }

  @Test("an option out of range is named", arguments: badOptions)
  func optionsAreChecked(_ options: TrainingOptions) throws {
    let error = #expect(throws: TrainingError.self) {
      try Trainer.train(
        graph: TrainingGraphs.autoencoder(), windows: TrainingGraphs.windows(), options: options)
    }
    #expect(error?.description.split(separator: "\n").count == 3)
  }

  @Test(
    "the recommended options take at least 1,500 steps, and 100 epochs",
    arguments: [1, 75, 700, 94_080])
  func recommendedOptionsTakeEnoughSteps(windows: Int) {
    for family in Family.allCases where family.learning == .reconstruction {
      let options = TrainingOptions.recommended(for: family, windows: windows)
      let perEpoch = (Double(windows * 9 / 10) / Double(options.batchSize)).rounded(.up)
      let steps = Int(max(1, perEpoch)) * options.epochs
      #expect(options.epochs >= 100 && steps >= 1500)
      #expect(options.earlyStoppingPatience >= options.epochs / 2)
    }
    #expect(TrainingOptions.recommended(for: .denseAutoencoder, windows: 94_080).batchSize == 512)
    #expect(
      TrainingOptions.recommended(for: .convolutionalAutoencoder, windows: 75).batchSize == 16)
  }
}
