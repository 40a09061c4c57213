import EdgeRuntime
import Features
import FloatModels
import SeededRandom
import Testing
import Training

@testable import Quantization

@Suite("Quantization of networks that know machines")
struct ClassifierQuantizationTests {
  private static let bands = 8
  private static let frames = 24

  /// Clips of three machines, which differ in their spectra, in Q9.
  private static func clips(_ count: Int, seed: UInt64) -> [CalibrationClip] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { number in
      let machine = number % 3
      let levels = (0..<frames * bands).map { place in
        let band = place % bands
        return Int16(-5000 + 150 * band * machine + Int(random.normal() * 500))
      }
      return CalibrationClip(levels, id: ["a", "b", "c"][machine])
    }
  }

  private static func model(embedded: Bool) throws -> FloatModel {
    let graph = Architectures.idClassifier(frames: frames, bands: bands, ids: 3, seed: 4)
    let (mean, deviation): (Float, Float) = (-26, 6)
    var model = FloatModel(
      family: "id-classifier", graph: graph, inputMean: mean, inputDeviation: deviation,
      frontEnd: .features(sourceBands: bands, bands: bands),
      windowing: Windowing(
        framesPerWindow: frames, framesPerStep: frames, windowsPerDecision: 1),
      score: .crossEntropy(CrossEntropyScore(ids: ["a", "b", "c"], temperature: 0.2)), record: [:])
    guard embedded else { return model }
    let body = Graph(input: graph.input, nodes: graph.nodes.dropLast())
    let network = try Network(body)
    let outputs = Self.clips(90, seed: 1).enumerated().map { number, clip in
      let input = clip.frames.map { (Float(LogMelQ9.toDecibels($0)) - mean) / deviation }
      return PooledWindow(
        network.forward(input, batch: 1).map(Double.init), id: clip.id ?? "", clip: number)
    }
    let fit = try EmbeddedGaussian(body, outputs)
    model.graph = fit.graph
    model.score = .nearestPrototype(fit.gaussian.score)
    return model
  }

  /// Scores of new sound stay within a few percent of the float ones: what is before the mean over time
  /// has 8 bits, what is behind it 16.
  @Test(arguments: [false, true])
  func scoresAreThoseOfTheFloatModel(embedded: Bool) throws {
    let model = try Self.model(embedded: embedded)
    let quantized = try Quantizer(model, QuantizationOptions(toolVersion: "test"))
      .run(ClipArray(Self.clips(60, seed: 1)))
    #expect(quantized.metadata.activations == "mixed")
    let network = quantized.contents.networks[0]
    // One more than there are layers: the mean takes integers of its own width.
    let types = network.tensors.map(\.elementType)
    #expect(
      types == Array(repeating: .int8, count: 4) + Array(repeating: .int16, count: types.count - 4))
    let image = ModelImage(try ModelWriter.write(quantized.contents))
    let chain = try FloatChain(model)
    var errors: [Double] = []
    for clip in Self.clips(45, seed: 2) {
      for id in [clip.id, "a", nil] {
        var score = 0.0
        try image.withDetector(observer: NoObserver()) { detector in
          detector.id = detector.model.index(ofID: id)
          detector.processFrames(clip.frames) { event in
            if case .window(_, let scoreQ24) = event { score = Double(scoreQ24) / 0x1p24 }
          }
        }
        let real = chain.windowScores(clip.frames.map(LogMelQ9.toDecibels), id: id)[0]
        errors.append(abs(score - real) / max(real, 0.1))
      }
    }
    errors.sort()
    #expect(errors[errors.count / 2] < 0.02 && errors[errors.count * 9 / 10] < 0.06)
  }

  @Test func widthsAreThereForThoseWhoAsk() throws {
    let quantized = try Quantizer(
      try Self.model(embedded: false),
      {
        var options = QuantizationOptions(toolVersion: "test")
        options.activations = .int8
        options.weights = .int8
        return options
      }()
    ).run(ClipArray(Self.clips(30, seed: 1)))
    #expect(quantized.metadata.activations == "int8")
  }

  @Test func aNameThatTheDeviceHasNoRoomForIsRefused() throws {
    var model = try Self.model(embedded: false)
    model.score = .crossEntropy(
      CrossEntropyScore(ids: ["a", "b", "a machine of a very long name"], temperature: 1))
    #expect(throws: QuantizationError.self) {
      try Quantizer(model, QuantizationOptions(toolVersion: "test"))
        .run(ClipArray(Self.clips(30, seed: 1)))
    }
  }
}
