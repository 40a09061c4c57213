import FloatModels
import SeededRandom
import Testing

@testable import Training

@Suite("What a network is shown that reproduces")
struct ReconstructionTaskTests {
  private static let size = 12
  private static let batch = 40

  private static func present(
    _ task: ReconstructionTask, _ windows: [Float], isTraining: Bool
  ) -> [Float] {
    let positions = (0..<batch).map { WindowSource.Position(clip: 0, frame: Int32($0)) }
    return windows.withUnsafeBufferPointer { buffer in
      let input = task.present(buffer.baseAddress!, positions[...], isTraining: isTraining)
      return Array(UnsafeBufferPointer(start: input, count: windows.count))
    }
  }

  /// What the loss compares with: the output that costs nothing.
  private static func costsNothing(_ task: ReconstructionTask, _ output: [Float]) -> Bool {
    var gradient = [Float](repeating: 1, count: output.count)
    let loss = task.loss(of: output, gradient: &gradient, batch: batch)
    return loss == 0 && gradient.allSatisfy { $0 == 0 }
  }

  private static func task(hidden: Range<Int>? = nil, noise: Float = 0) -> ReconstructionTask {
    ReconstructionTask(windowSize: size, hidden: hidden, noise: noise, capacity: batch, seed: 2)
  }

  private static func windows() -> [Float] {
    var random = SeededGenerator(seed: 1)
    return TrainingGraphs.numbers(batch * size, &random)
  }

  @Test("noise is added to what is trained on, every time anew, and never to what is to be given")
  func noiseIsAdded() {
    let windows = Self.windows()
    let task = Self.task(noise: 0.5)
    var noise: [Float] = []
    for _ in 0..<20 {
      let shown = Self.present(task, windows, isTraining: true)
      noise += zip(shown, windows).map { $0 - $1 }
      #expect(Self.costsNothing(task, windows))
    }
    let count = Float(noise.count)
    let mean = noise.reduce(0, +) / count
    let deviation = (noise.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
    #expect(abs(mean) < 0.02 && abs(deviation - 0.5) < 0.02)
    #expect(Set(noise).count > noise.count * 9 / 10)
    // Where the network is judged there is none.
    #expect(Self.present(task, windows, isTraining: false) == windows)
  }

  @Test("without noise the window itself is shown")
  func plain() {
    let windows = Self.windows()
    let task = Self.task()
    #expect(Self.present(task, windows, isTraining: true) == windows)
    #expect(Self.costsNothing(task, windows))
  }

  @Test("what is to be predicted is not shown", arguments: [0, 0.5] as [Float])
  func hidden(_ noise: Float) {
    let windows = Self.windows()
    let task = Self.task(hidden: 4..<8, noise: noise)
    #expect(task.outputCount == 4)
    for isTraining in [true, false] {
      let shown = Self.present(task, windows, isTraining: isTraining)
      for (place, value) in shown.enumerated() {
        if (4..<8).contains(place % Self.size) {
          #expect(value == 0)
        } else {
          #expect((value == windows[place]) == (noise == 0 || !isTraining))
        }
      }
      let parts = windows.enumerated().filter { (4..<8).contains($0.offset % Self.size) }
      #expect(Self.costsNothing(task, parts.map(\.element)))
    }
  }

  /// Clips of frames that change slowly, so that a frame follows from its neighbours.
  private static func slowClips() throws -> WindowSource {
    var random = SeededGenerator(seed: 5)
    let clips = (0..<12).map { _ in
      var level = Float(random.normal())
      return (0..<30).flatMap { _ in
        level += 0.2 * Float(random.normal())
        return (0..<4).map { level * Float($0 - 1) + 0.02 * Float(random.normal()) }
      }
    }
    return try WindowSource(
      clips: clips, bands: 4,
      windowing: Windowing(framesPerWindow: 5, framesPerStep: 1, windowsPerDecision: 1))
  }

  private static let options = TrainingOptions(
    epochs: 40, batchSize: 16, learningRate: 3e-3, l2: 1e-4, earlyStoppingPatience: 40, seed: 3)

  @Test("an interpolation network learns a frame from its neighbours, and never sees it")
  func interpolation() throws {
    let windows = try Self.slowClips()
    let graph = Architectures.interpolationNetwork(frames: 5, bands: 4)
    var (trained, record) = try Trainer.train(
      graph: graph, windows: windows, objective: .interpolation(8..<12), options: Self.options)
    #expect(record.bestLoss < record.validationLosses[0] / 3)
    // Fine-tuning for integers does not let it look either.
    trained = try Self.folded(trained)
    (trained, record) = try FineTuning.run(
      graph: trained, quantization: FineTuningTests.grids(trained, bits: 4), windows: windows,
      hidden: 8..<12, options: .fineTuning(epochs: 3))
    let network = try Network(trained)
    let window = Array(windows.clips[0][0..<20])
    var other = window
    for place in 8..<12 { other[place] = 1000 }
    #expect(network.forward(window, batch: 1) == network.forward(other, batch: 1))
    let weight = try #require(trained.nodes[0].parameters["weight"])
    for place in 0..<weight.values.count {
      #expect((weight.values[place] == 0) == (8..<12).contains(place % 20))
    }
  }

  /// Without the batch norms, which fine-tuning does not take.
  private static func folded(_ graph: Graph) throws -> Graph {
    var nodes: [Node] = []
    for node in graph.nodes {
      if case .batchNorm = node.operation { continue }
      var node = node
      node.inputs = [nodes.count - 1]
      nodes.append(node)
    }
    return Graph(input: graph.input, nodes: nodes)
  }
}
