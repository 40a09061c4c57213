import EdgeRuntime
import Testing

@testable import Quantization

@Suite("Streaming inference")
struct StreamingInferenceTests {
  /// Runs a model both ways and compares everything; returns the streamed outcome.
  @discardableResult
  private func compare(
    _ contents: ModelContents, windows: [Int], seed: UInt64 = 1, _ name: String
  ) throws -> StreamOutcome {
    let image = ModelImage(try ModelWriter.write(contents))
    let stretches = StreamOutcome.stretches(contents, windows: windows, seed: seed)
    let whole = try StreamOutcome(image, stretches, reusing: false)
    let streamed = try StreamOutcome(image, stretches, reusing: true)
    #expect(streamed.events == whole.events, "\(name)")
    #expect(whole.events.count >= windows.reduce(0, +), "\(name)")
    #expect(streamed.record.tensors == whole.record.tensors, "\(name)")
    #expect(whole.record.rows.isEmpty && whole.refusal == nil)
    return streamed
  }

  @Test(arguments: [16, 32, 48])
  func theAutoencoderScoresTheSame(step: Int) throws {
    var contents = try ModelFixture.convolutionalAutoencoder()
    contents.frontEnd = .features(bands: 64)
    contents.windowing.framesPerStep = step
    let outcome = try compare(contents, windows: [3, 2], "step \(step)")
    #expect(outcome.refusal == nil)
    // Rows of the encoder by hand: a row sees two times its number and the next two.
    let shared = 64 - step
    #expect(outcome.kept[0] == 0..<(shared - 1) / 2)
    #expect(outcome.kept[1] == 0..<((shared - 1) / 2 - 1) / 2)
    // Two windows of five are first ones, and whole.
    let rows = outcome.record.rows
    #expect(rows[0] == 5 * 32 - 3 * outcome.kept[0].count)
    #expect(rows[1] == 5 * 16 - 3 * outcome.kept[1].count)
    #expect(rows[7] == 5 * 64 - 3 * outcome.kept[7].count)
    #expect(outcome.kept[7].isEmpty == (step == 48))
  }

  /// What the fixture's front end gives is streamed like frames from elsewhere.
  @Test func soundScoresTheSame() throws {
    var contents = try ModelFixture.smallConvolutional()
    contents.windowing.framesPerStep = 4
    let image = ModelImage(try ModelWriter.write(contents))
    let samples = HardSound.white.samples(40_000)
    let whole = try DetectorRun.events(image, samples: samples)
    var events: [DetectorEvent] = []
    try DetectorRun.withDetector(image, observer: NoObserver(), reusing: true) { detector in
      let isStreaming = detector.isStreaming
      #expect(isStreaming)
      detector.process(samples.span) { events.append($0) }
      detector.finish { events.append($0) }
    }
    #expect(events == whole && whole.count > 90)
  }

  @Test func randomNetworksScoreTheSame() throws {
    var random = RandomStream(seed: 0x57)
    var streamed = 0
    var (kept, keptOutputs) = (0, 0)
    var refusals: [String: Int] = [:]
    var kinds: Set<Int> = []
    for trial in 0..<400 {
      let contents = random.model()
      let outcome = try compare(
        contents, windows: [4, 2, 3], seed: UInt64(trial), "network \(trial)")
      if let refusal = outcome.refusal {
        refusals[Self.text(refusal, contents).prefix(8).description, default: 0] += 1
        #expect(outcome.record.rows.isEmpty)
        continue
      }
      streamed += 1
      let network = contents.networks[0]
      for (index, layer) in network.layers.enumerated() {
        let (rows, height) = (outcome.kept[index], network.tensors[layer.output].height)
        // Nine windows, of which three are first ones.
        #expect(outcome.record.rows[index, default: 0] == 9 * height - 6 * rows.count)
        if !rows.isEmpty { kinds.insert(layer.operation.number) }
      }
      if outcome.kept.contains(where: { !$0.isEmpty }) { kept += 1 }
      if outcome.kept.last?.isEmpty == false { keptOutputs += 1 }
    }
    #expect(streamed >= 200 && kept == streamed && keptOutputs >= 100)
    #expect(refusals["the step", default: 0] >= 20 && refusals["every ro", default: 0] >= 1)
    // Every kind that can keep rows has kept some.
    #expect(kinds.count == 14, "\(kinds.sorted())")
  }

  @Test func networksOfAnEnsembleAreKeptApart() throws {
    var contents = try ModelFixture.smallConvolutional()
    let other = try ModelFixture.smallConvolutional(seed: 17)
    contents.frontEnd = .features(bands: 8)
    contents.windowing.framesPerStep = 4
    contents.networks += other.networks
    contents.heads += other.heads
    let outcome = try compare(contents, windows: [5, 3], "ensemble")
    #expect(outcome.refusal == nil && !outcome.kept[0].isEmpty)
  }

  // MARK: Refusals

  @Test func whatCannotBeStreamedSaysWhy() throws {
    var apart = try ModelFixture.smallConvolutional()
    apart.windowing.framesPerStep = 8
    let cases = [
      (ModelFixture.tiny(), "the network's input does not have one row for each frame"),
      (ModelFixture.prototypes(), "the score is no reconstruction error"),
      (ModelFixture.classifier(), "the score is no reconstruction error"),
      (apart, "windows share no frames"),
      (
        try ModelFixture.smallConvolutional(),
        "the step of 3 frames is no multiple of 4, the network's stride"
      ),
      (EveryKindFixture.model(), "layer layer.9 mixes all of time"),
    ]
    for (var contents, text) in cases {
      contents.frontEnd = .features(bands: contents.frontEnd.bands)
      let outcome = try compare(contents, windows: [3, 2], text)
      #expect(outcome.refusal.map { Self.text($0, contents) } == text)
    }
  }

  /// An observer that asks for whole layers gets them.
  @Test func anObserverMayWantWholeLayers() throws {
    struct Whole: LayerObserver {}
    var contents = try ModelFixture.smallConvolutional()
    contents.windowing.framesPerStep = 4
    let image = ModelImage(try ModelWriter.write(contents))
    try DetectorRun.withDetector(image, observer: Whole(), reusing: true) { detector in
      let (refusal, isStreaming) = (detector.streamingRefusal, detector.isStreaming)
      #expect(refusal == .observer && !isStreaming)
      let kept = detector.keptRows(network: 0, layer: 0)
      #expect(kept.isEmpty)
    }
  }

  @Test func memoryThatDoesNotSufficeIsRefused() throws {
    var contents = try ModelFixture.smallConvolutional()
    contents.windowing.framesPerStep = 4
    let model = try ModelImage(try ModelWriter.write(contents)).model()
    let bytes = model.streamingMemory.detectorBytes
    #expect(bytes > model.memory.detectorBytes - model.memory.networkBytes)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 64)
    defer { memory.deallocate() }
    _ = try Detector(model: model, arena: memory, reusing: true)
    let short = UnsafeMutableRawBufferPointer(rebasing: memory[..<(bytes - 1)])
    let error = #expect(throws: ModelError.self) {
      _ = try Detector(model: model, arena: short, reusing: true)
    }
    #expect(error?.kind == .memory)
  }

  private static func text(_ refusal: StreamingRefusal, _ contents: ModelContents) -> String {
    guard let file = try? ModelWriter.write(contents), let model = try? ModelImage(file).model()
    else { return "" }
    return refusal.description(of: model)
  }
}

extension IntegerOperation {
  /// A number for each kind.
  fileprivate var number: Int {
    switch self {
    case .fullyConnected: 1
    case .convolution: 2
    case .transposedConvolution: 3
    case .depthwiseConvolution: 4
    case .averagePool: 5
    case .maximumPool: 6
    case .mean: 7
    case .add: 8
    case .concatenate: 9
    case .pad: 10
    case .copy: 11
    case .rescale: 12
    case .lookup: 13
    case .logistic, .tanh: 14
    case .softmax: 15
    }
  }
}
