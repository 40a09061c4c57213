import EdgeRuntime
import Features
import FloatModels
import SeededRandom
import Testing
import Training

@testable import Quantization

@Suite("Quantization of pooled Gaussians")
struct PooledQuantizationTests {
  private static let bands = 16
  private static let frames = 20

  /// Clips of two machines: levels around means of their own, in Q9.
  private static func clips(_ count: Int, seed: UInt64) -> [CalibrationClip] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { number in
      let machine = number % 2
      let gain = random.normal() * 40
      let frames = (0..<frames * bands).map { place in
        let band = place % bands
        let level = -6000 + 200 * band * (machine + 1) + Int(gain + random.normal() * 300)
        return Int16(clamping: level)
      }
      return CalibrationClip(frames, id: machine == 0 ? "a" : "b")
    }
  }

  private static func model(_ pooling: FramePooling, _ clips: [CalibrationClip]) throws
    -> FloatModel
  {
    let windowing = Windowing(
      framesPerWindow: frames, framesPerStep: frames, windowsPerDecision: 1, pooling: pooling)
    let pooled = clips.map {
      windowing.values($0.frames.map(LogMelQ9.toDecibels)[...], bands: bands)
    }
    let (mean, deviation): (Double, Double) = (-30, 6)
    let windows = zip(clips, pooled).enumerated().map { number, pair in
      PooledWindow(
        pair.1.map { ($0 - mean) / deviation }, id: pair.0.id ?? "", clip: number)
    }
    let fit = try PooledGaussian(windows, floor: 1e-8)
    let heldOut = try HeldOutScores.of(windows) {
      try PooledGaussian($0, floor: 1e-8, isShared: fit.isShared)
    }
    return FloatModel(
      family: "pooled-gaussian", graph: fit.graph, inputMean: Float(mean),
      inputDeviation: Float(deviation),
      frontEnd: .features(sourceBands: bands, bands: bands), windowing: windowing,
      score: .nearestPrototype(fit.score), heldOutScores: heldOut.map(Float.init),
      record: ["features.sha256": "learned"])
  }

  private struct Source: CalibrationSource {
    let clips: [CalibrationClip]
    let digest: String?
    var clipCount: Int { clips.count }

    func forEachPart(_ purpose: String, _ body: ([CalibrationClip]) throws -> Void) throws {
      try body(Array(clips.prefix(7)))
      try body(Array(clips.dropFirst(7)))
    }
  }

  private static func quantized(
    _ model: FloatModel, _ clips: [CalibrationClip], digest: String? = nil,
    _ change: (inout QuantizationOptions) -> Void = { _ in }
  ) throws -> QuantizedModel {
    var options = QuantizationOptions(toolVersion: "test")
    change(&options)
    return try Quantizer(model, options).run(Source(clips: clips, digest: digest))
  }

  /// Scores of whole clips by the integers.
  private static func scores(
    _ contents: ModelContents, _ clips: [CalibrationClip]
  ) throws -> [Double] {
    let image = ModelImage(try ModelWriter.write(contents))
    return try clips.map { clip in
      var score = 0.0
      try image.withDetector(observer: NoObserver()) { detector in
        detector.id = detector.model.index(ofID: clip.id)
        detector.processFrames(clip.frames) { event in
          if case .window(_, let scoreQ24) = event { score = Double(scoreQ24) / 0x1p24 }
        }
      }
      return score
    }
  }

  /// With 16 bits throughout, every score of new sound is within 2 % of the float one, and half of
  /// them within .4 %. A mean is rounded to a unit of the levels, an error of .29 of them, where
  /// normal windows deviate by 300 / √20 = 67: .4 % of a deviation in each of 16 values.
  @Test(arguments: Family.pooledGaussian.poolings)
  func scoresAreThoseOfTheFloatModel(_ pooling: FramePooling) throws {
    let clips = Self.clips(60, seed: 1)
    let model = try Self.model(pooling, clips)
    let quantized = try Self.quantized(model, clips)
    #expect(quantized.metadata.activations == "q15")
    let chain = try FloatChain(model)
    let heard = Self.clips(50, seed: 2)
    let integer = try Self.scores(quantized.contents, heard)
    let errors = zip(heard, integer).map { clip, score in
      let real = chain.windowScores(clip.frames.map(LogMelQ9.toDecibels), id: clip.id)
      #expect(real.count == 1)
      return abs(score / real[0] - 1)
    }.sorted()
    #expect(errors[25] < 0.004 && errors[49] < 0.02)
  }

  @Test func bytesAreThereForThoseWhoAsk() throws {
    let clips = Self.clips(60, seed: 1)
    let quantized = try Self.quantized(try Self.model(.mean, clips), clips) {
      $0.activations = .int8
      $0.weights = .int8
    }
    #expect(quantized.metadata.activations == "int8")
    #expect(quantized.contents.networks[0].tensors.allSatisfy { $0.elementType == .int8 })
  }

  /// Scores of the clips that a model has learned from are too low to put a threshold by.
  @Test func thresholdIsThatOfHeldOutClips() throws {
    let clips = Self.clips(60, seed: 1)
    let model = try Self.model(.meanAndMaximum, clips)
    let learned = try Self.quantized(model, clips, digest: "learned")
    let others = try Self.quantized(model, clips, digest: "others")
    #expect(learned.isThresholdHeldOut && !others.isThresholdHeldOut)
    #expect(
      learned.contents.calibration.thresholdQ24 > others.contents.calibration.thresholdQ24 * 5 / 4)
    let new = Self.clips(300, seed: 9)
    let threshold = Double(learned.contents.calibration.thresholdQ24) / 0x1p24
    let alarms = try Self.scores(learned.contents, new).count { $0 >= threshold }
    // Ten percent are asked for: 30 of 300, at most twice as many and at least half.
    #expect((15...60).contains(alarms))
  }

  @Test func fineTuningIsRefused() throws {
    let clips = Self.clips(20, seed: 1)
    let model = try Self.model(.mean, clips)
    #expect(throws: QuantizationError.self) {
      try Self.quantized(model, clips) { $0.fineTuning = FineTuningOptions(epochs: 1) }
    }
  }

  @Test func aMachinesNameThatTheDeviceHasNoRoomForIsRefused() throws {
    var clips = Self.clips(20, seed: 1)
    for index in clips.indices { clips[index].id = "a machine of a very long name" }
    let model = try Self.model(.mean, clips)
    #expect(throws: QuantizationError.self) { try Self.quantized(model, clips) }
  }
}
