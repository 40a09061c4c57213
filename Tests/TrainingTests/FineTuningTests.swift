import FloatModels
import SeededRandom
import Testing

@testable import Training

@Suite("Fine-tuning")
struct FineTuningTests {
  /// A small autoencoder that has learned its windows, without batch norms.
  static func trained() throws -> (Graph, WindowSource) {
    let windows = try TrainingGraphs.windows(clips: 20)
    let graph = try TrainingGraphs.sequential(
      Shape(vector: 8),
      [
        .dense(units: 16), .relu, .dense(units: 4), .relu, .dense(units: 16), .relu,
        .dense(units: 8),
      ], seed: 2)
    let options = TrainingOptions(
      epochs: 60, batchSize: 16, learningRate: 5e-3, earlyStoppingPatience: 60)
    return (try Trainer.train(graph: graph, windows: windows, options: options).graph, windows)
  }

  /// Weights of some bits, and activations of 255 steps up to 4.
  static func grids(_ graph: Graph, bits: Int) -> FakeQuantization {
    FakeQuantization(
      input: .init(scale: 1 / 16, zeroPoint: 0, low: -128, high: 127),
      nodes: graph.nodes.map { node in
        node.operation == .relu
          ? .init(output: .init(scale: 4 / 255, zeroPoint: -128, low: -128, high: 127))
          : .init(weights: .init(bits: bits))
      })
  }

  static let options = TrainingOptions.fineTuning(epochs: 30, batchSize: 16)

  @Test("4-bit weights give a third of the error they gave before, or less")
  func fourBitsAreSaved() throws {
    let (graph, windows) = try Self.trained()
    let (_, record) = try FineTuning.run(
      graph: graph, quantization: Self.grids(graph, bits: 4), windows: windows,
      options: Self.options)
    let start = try #require(record.startLoss)
    #expect(record.bestLoss < start / 3, "\(record.bestLoss) after \(start)")
    #expect(record.bestEpoch > 0 && record.ending == .completed)
    #expect(record.validationLosses[record.bestEpoch - 1] == record.bestLoss)
    #expect(record.validationLosses.min() == record.bestLoss)
  }

  /// Mean squared difference between a network whose weights were rounded beforehand and another,
  /// on windows of single frames of 4 values.
  static func difference(
    _ rounded: Graph, bits: Int, from float: Graph, _ windows: WindowSource, clips: [Int]
  ) throws -> Double {
    var plain = rounded
    let largest = Float(1 << (bits - 1) - 1)
    for index in plain.nodes.indices {
      guard let weight = plain.nodes[index].parameters["weight"] else { continue }
      let length = weight.shape[1]
      for row in 0..<weight.shape[0] {
        let places = row * length..<(row + 1) * length
        let scale = weight.values[places].map(abs).max().map { $0 / largest } ?? 1
        for place in places {
          plain.nodes[index].parameters["weight"]?.values[place] =
            (weight.values[place] / scale).rounded() * scale
        }
      }
    }
    let networks = (try Network(plain), try Network(float))
    var (squares, count) = (0.0, 0)
    for clip in clips {
      for frame in 0..<windows.windowCounts[clip] {
        let x = Array(windows.clips[clip][frame * 4..<frame * 4 + 8])
        for (a, b) in zip(networks.0.forward(x, batch: 1), networks.1.forward(x, batch: 1)) {
          squares += Double(a - b) * Double(a - b)
          count += 1
        }
      }
    }
    return squares / Double(count)
  }

  @Test("losses are those of plainly rounded weights on the clips left out")
  func lossesAreThoseOfPlainRounding() throws {
    let (graph, windows) = try Self.trained()
    let grids = FakeQuantization(
      nodes: graph.nodes.map { .init(weights: $0.operation == .relu ? nil : .init(bits: 4)) })
    let (tuned, record) = try FineTuning.run(
      graph: graph, quantization: grids, windows: windows, options: Self.options)
    let clips = ClipSplit(windows, fraction: 0.1, seed: 1).validation
    let start = try Self.difference(graph, bits: 4, from: graph, windows, clips: clips)
    let end = try Self.difference(tuned, bits: 4, from: graph, windows, clips: clips)
    #expect(abs(start - (record.startLoss ?? .nan)) < 1e-4 * start)
    #expect(abs(end - record.bestLoss) < 1e-4 * end)
    #expect(end < start)
  }

  @Test("layers learn alike whatever the magnitude of their weights")
  func magnitudeDoesNotMatter() throws {
    let (graph, windows) = try Self.trained()
    // The same function: what a ReLU gives is 1,024 times as large, and read as much smaller.
    var scaled = graph
    for (node, role, factor) in [
      (0, "weight", 1024), (0, "bias", 1024), (2, "weight", 1 / 1024),
    ] as [(Int, String, Float)] {
      let values = graph.nodes[node].parameters[role]?.values ?? []
      scaled.nodes[node].parameters[role]?.values = values.map { $0 * factor }
    }
    let grids = FakeQuantization(
      nodes: graph.nodes.map { .init(weights: $0.operation == .relu ? nil : .init(bits: 4)) })
    let records = try [graph, scaled].map {
      try FineTuning.run(
        graph: $0, quantization: grids, windows: windows, options: Self.options
      ).record
    }
    let start = try #require(records[0].startLoss)
    #expect(abs(start - (records[1].startLoss ?? .nan)) < 1e-6 * start)
    // Not to the bit, for Adam's ε has a magnitude of its own.
    let ratio = records[1].bestLoss / records[0].bestLoss
    #expect((0.8...1.25).contains(ratio) && records[0].bestLoss < start / 3, "\(ratio)")
  }

  @Test("any number of threads gives the same bits", arguments: [1, 2, 4])
  func threadsDoNotMatter(threads: Int) throws {
    let graph = try TrainingGraphs.sequential(
      Shape(height: 16, width: 16, channels: 1),
      [
        .convolution(filters: 32, .square(3, stride: 2)), .relu,
        .convolution(filters: 32, .square(3, stride: 2)), .relu,
        .transposedConvolution(filters: 32, .square(3, stride: 2)), .relu,
        .transposedConvolution(filters: 1, .square(3, stride: 2)),
      ], seed: 5)
    var generator = SeededGenerator(seed: 6)
    let windows = try WindowSource(
      clips: (0..<12).map { _ in TrainingGraphs.numbers(20 * 16, &generator) }, bands: 16,
      windowing: Windowing(framesPerWindow: 16, framesPerStep: 1, windowsPerDecision: 1))
    var options = TrainingOptions.fineTuning(epochs: 3, batchSize: 32)
    let grids = Self.grids(graph, bits: 4)
    // Enough work for several shards in the inner layers.
    #expect(Workers(threads: 1).shards(of: 32, cost: 16 * 288 * 32) > 1)
    let one = try FineTuning.run(
      graph: graph, quantization: grids, windows: windows, options: options)
    options.threads = threads
    let several = try FineTuning.run(
      graph: graph, quantization: grids, windows: windows, options: options)
    #expect(one.graph == several.graph)
    #expect(one.record.metadata == several.record.metadata)
    #expect(one.record.bestEpoch > 0)
  }

  @Test("weights that only get worse are given back untouched")
  func neverWorseThanTheStart() throws {
    let (graph, windows) = try Self.trained()
    var options = Self.options
    options.epochs = 3
    options.learningRate = 10
    let grids = FakeQuantization(
      nodes: graph.nodes.map { .init(weights: $0.operation == .relu ? nil : .init(bits: 8)) })
    let (kept, record) = try FineTuning.run(
      graph: graph, quantization: grids, windows: windows, options: options)
    #expect(kept == graph && record.bestEpoch == 0)
    #expect(record.bestLoss == record.startLoss)
    #expect(record.validationLosses.allSatisfy { $0 > record.bestLoss })
  }

  @Test("stopped at once it gives the network back")
  func stoppedAtOnce() throws {
    let (graph, windows) = try Self.trained()
    let (kept, record) = try FineTuning.run(
      graph: graph, quantization: Self.grids(graph, bits: 8), windows: windows,
      options: Self.options, shouldStop: { true })
    #expect(kept == graph && record.ending == .interrupted && record.trainingLosses.isEmpty)
  }

  @Test("progress ends at the last epoch and knows the start's loss from the beginning")
  func progressIsReported() throws {
    let (graph, windows) = try Self.trained()
    var reports: [TrainingProgress] = []
    _ = try FineTuning.run(
      graph: graph, quantization: Self.grids(graph, bits: 4), windows: windows,
      options: .fineTuning(epochs: 3), progress: { reports.append($0) })
    #expect(reports.filter { $0.epochFraction == 1 }.map(\.epoch) == [1, 2, 3])
    #expect(reports.allSatisfy { $0.bestLoss != nil })
  }

  @Test("a single clip is judged by its own windows")
  func singleClip() throws {
    let (graph, windows) = try Self.trained()
    let one = try WindowSource(
      clips: [windows.clips[3]], bands: 4, windowing: windows.windowing)
    let (tuned, record) = try FineTuning.run(
      graph: graph, quantization: Self.grids(graph, bits: 4), windows: one, options: Self.options)
    #expect(record.validationClips.isEmpty && record.validationLosses.isEmpty)
    #expect(record.bestLoss < (record.startLoss ?? 0) && tuned != graph)
  }

  @Test("the record's text is told apart from that of the training")
  func recordIsNamed() throws {
    let (graph, windows) = try Self.trained()
    let (_, record) = try FineTuning.run(
      graph: graph, quantization: Self.grids(graph, bits: 4), windows: windows,
      options: .fineTuning(epochs: 1))
    #expect(record.metadata.keys.allSatisfy { $0.hasPrefix("finetuning.") })
    #expect(record.metadata["finetuning.start_loss"] == record.startLoss.map { "\($0)" })
  }

  @Test("batch norms and layers that cannot be trained are refused with three lines")
  func layersAreRefused() throws {
    let windows = try TrainingGraphs.windows()
    for operation in [FloatModels.Operation.batchNorm(epsilon: 1e-3), .tanh] {
      let graph = try TrainingGraphs.sequential(
        Shape(vector: 8), [.dense(units: 8), operation], seed: 1)
      let error = #expect(throws: TrainingError.self) {
        try FineTuning.run(
          graph: graph, quantization: FakeQuantization(nodes: [.init(), .init()]),
          windows: windows, options: Self.options)
      }
      #expect(error?.description.split(separator: "\n").count == 3)
    }
  }
}
