import CommandLineInterface
import EdgeRuntime
import Evaluation
import Quantization
import SeededRandom

/// What windows cost of which only what is new is computed, beside whole ones: on this machine, one
/// thread, on noise.
struct StreamCost {
  /// Frames of a window.
  let framesPerWindow: Int
  /// Frames from one window to the next.
  let framesPerStep: Int
  /// Why each window is computed whole; nil where it is not.
  let refusal: String?
  /// Multiplications of a whole window.
  let wholeMultiplications: Int
  /// Multiplications of a window that follows another; a layer's are taken to be the same for each of
  /// its rows.
  let multiplications: Int
  /// Bytes that a detector wants for whole windows.
  let wholeBytes: Int
  /// Bytes that it wants to keep what windows share.
  let streamingBytes: Int
  /// Microseconds of windows from their last frame to their score, whole and streamed in turn; none
  /// where windows cannot be streamed.
  let rounds: [Round]

  /// The same window both ways.
  struct Round {
    var whole = 0.0
    var streamed = 0.0
  }

  /// Multiplications of a frame more, where windows are streamed as far as they can be.
  var multiplicationsPerFrame: Double { Double(multiplications) / Double(framesPerStep) }

  /// - Parameters:
  ///   - step: frames from one window to the next in place of the model's.
  ///   - runs: windows that are measured.
  /// - Throws: `CancellationError` where the user stopped it.
  init(_ device: DeviceModel, step: Int?, runs: Int) throws {
    var contents = ModelContents(reading: device.model)
    framesPerWindow = contents.windowing.framesPerWindow
    framesPerStep = step ?? contents.windowing.framesPerStep
    wholeBytes = device.model.memory.detectorBytes
    streamingBytes = device.model.streamingMemory.detectorBytes
    guard device.model.isDetector else {
      (wholeMultiplications, multiplications) = Self.multiplications(contents) { _, _ in 0 }
      (refusal, rounds) = ("the model is a bare network, which has no windows", [])
      return
    }
    contents.windowing.framesPerStep = framesPerStep
    // Frames are given, so that what is measured is the networks.
    contents.frontEnd = .features(bands: contents.frontEnd.bands)
    let image = ModelImage(try ModelWriter.write(contents))
    let model = try image.model()
    let arenas = [model.memory.detectorBytes, model.streamingMemory.detectorBytes].map {
      UnsafeMutableRawBufferPointer.allocate(byteCount: $0, alignment: ModelFile.alignment)
    }
    defer { for arena in arenas { arena.deallocate() } }
    var whole = try Detector(model: model, arena: arenas[0])
    var streamed = try Detector(model: model, arena: arenas[1], reusing: true)
    refusal = streamed.streamingRefusal?.description(of: model)
    (wholeMultiplications, multiplications) = Self.multiplications(contents) {
      streamed.keptRows(network: $0, layer: $1).count
    }
    rounds = streamed.isStreaming ? try Self.measure(&whole, &streamed, runs: runs) : []
  }

  /// Of a whole window, and of one of which so many rows of each network's layers are kept.
  private static func multiplications(
    _ contents: ModelContents, kept: (_ network: Int, _ layer: Int) -> Int
  ) -> (whole: Int, streamed: Int) {
    var (whole, streamed) = (0, 0)
    for (number, network) in contents.networks.enumerated() {
      for (index, layer) in network.layers.enumerated() {
        let all = LayerSummary(network, layer: index).multiplications
        let rows = network.tensors[layer.output].height
        whole += all
        streamed += all * (rows - kept(number, index)) / rows
      }
    }
    return (whole, streamed)
  }

  /// Windows before anything is measured; the first one is always whole.
  private static let warmUp = 5

  private static func measure(
    _ whole: inout Detector<NoObserver>, _ streamed: inout Detector<NoObserver>, runs: Int
  ) throws -> [Round] {
    var random = SeededGenerator(seed: 1)
    var rounds: [Round] = []
    var windows = 0
    let progress = ProgressLine("streaming", total: runs, unit: "windows")
    defer { progress.finish() }
    while rounds.count < runs {
      if Interrupt.isRequested { throw CancellationError() }
      let frame = (0..<whole.model.bands).map { _ in
        Int16(truncatingIfNeeded: random.next() >> 51)
      }
      // Whoever comes second finds the weights in the cache: they take turns.
      let isWholeFirst = windows.isMultiple(of: 2)
      var round = Round()
      var (own, other): (Int64?, Int64?)
      if isWholeFirst { (round.whole, own) = time(&whole, frame) }
      (round.streamed, other) = time(&streamed, frame)
      if !isWholeFirst { (round.whole, own) = time(&whole, frame) }
      precondition(own == other, "streaming changes no bit of a score")
      guard own != nil else { continue }
      windows += 1
      if windows > warmUp { rounds.append(round) }
      progress.update(rounds.count)
    }
    return rounds
  }

  /// Microseconds for a frame, and the score of the window that it completes.
  private static func time(
    _ detector: inout Detector<NoObserver>, _ frame: [Int16]
  ) -> (Double, Int64?) {
    var score: Int64?
    let start = StageClock.microseconds
    detector.processFrame(frame.span) { event in
      if case .window(_, let value) = event { score = value }
    }
    return (StageClock.microseconds - start, score)
  }
}
