import FloatModels
import Testing

@testable import Training

@Suite("Fully connected U-Net")
struct FullyConnectedUNetTests {
  @Test("its layers are those published, the skips read by the layers on the same level")
  func layers() throws {
    let graph = Architectures.fullyConnectedUNet(values: 193)
    let shapes = try graph.shapes()
    #expect(shapes.last == Shape(vector: 193))
    let weights =
      193 * 193 + 193 * 128 + 3 * 128 * 128 + 128 * 8 + 8 * 128 + 3 * 256 * 128 + 256 * 193
    // Biases, and two of each batch norm.
    #expect(graph.trainableParameterCount == weights + 2 * 193 + 3 * (8 * 128 + 8))
    func place(_ name: String) throws -> Int {
      try #require(graph.nodes.firstIndex { $0.name == name })
    }
    for index in 0..<4 {
      let skip = graph.nodes[try place("decoder.\(index).skip")]
      #expect(skip.operation == .concatenate(.channels))
      #expect(
        try skip.inputs == [
          place("decoder.\(index).relu"), place("encoder.\(3 - index).relu"),
        ])
    }
    #expect(try graph.nodes[place("output")].inputs == [place("decoder.3.skip")])
    // No other node is read twice.
    #expect(graph.withoutUnreadNodes() == graph)
  }

  private static func trained() throws -> (Graph, TrainingRecord) {
    try Trainer.train(
      graph: Architectures.fullyConnectedUNet(values: 8), windows: TrainingGraphs.windows(),
      options: TrainerTests.options)
  }

  /// The published program scores with the statistics of the batch that it happens to score: a clip's
  /// score then depends on the clips beside it.
  @Test("a window's score does not depend on what is scored beside it")
  func batchNormIsInEvaluation() throws {
    let (graph, record) = try Self.trained()
    let windows = try TrainingGraphs.windows()
    let split = ClipSplit(windows, fraction: 0.1, seed: TrainerTests.options.seed)
    let network = try Network(graph)
    var (inputs, alone): ([Float], [Float]) = ([], [])
    for clip in split.validation {
      for frame in 0..<windows.windowCounts[clip] {
        let x = Array(windows.clips[clip][frame * 4..<frame * 4 + 8])
        inputs += x
        alone += network.forward(x, batch: 1)
      }
    }
    let batch = inputs.count / 8
    let squares = zip(inputs, alone).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
    #expect(abs(squares / Double(inputs.count) - record.bestLoss) < 1e-4 * max(1, record.bestLoss))
    // Beside windows ten times as loud: the same.
    let mixed = network.forward(inputs + inputs.map { 10 * $0 }, batch: 2 * batch)
    for (index, value) in alone.enumerated() {
      #expect(abs(mixed[index] - value) < 1e-4 * max(1, abs(value)))
    }
    // With a batch's own statistics it would not be.
    let trainable = try TrainableNetwork(
      graph, capacity: 2 * batch, workers: Workers(threads: 1))
    trainable.forward(inputs + inputs.map { 10 * $0 }, batch: 2 * batch, isTraining: true)
    #expect(alone.indices.contains { abs(trainable.output[$0] - alone[$0]) > 0.1 })
  }

  @Test("it learns windows that have structure, the same seed to the same bits")
  func learns() throws {
    let (graph, record) = try Self.trained()
    #expect(record.bestLoss < record.validationLosses[0] / 3)
    #expect(try graph == Self.trained().0)
  }

  @Test("it takes the published batches and step, and runs all epochs")
  func options() {
    let options = TrainingOptions.recommended(for: .fullyConnectedUNet, windows: 480)
    #expect(options.batchSize == 32 && options.learningRate == 1e-2)
    #expect(options.schedule == .cosine && options.earlyStoppingPatience == options.epochs)
  }
}
