import EdgeRuntime
import Features
import FloatModels
import SeededRandom
import Testing
import ThresholdFitting

@testable import Quantization

@Suite struct QuantizerTests {
  private static let options = QuantizationOptions(toolVersion: "test")

  private static func quantized(
    _ model: FloatModel, _ clips: [[Int16]], _ options: QuantizationOptions = options
  ) throws -> QuantizedModel {
    try Quantizer(model, options).run(ClipArray(clips))
  }

  /// Mean over a clip's windows of the mean squared error in dB², in Double.
  private static func floatScores(_ model: FloatModel, _ frames: [Int16]) throws -> [Double] {
    let network = try Network(model.graph)
    let gatherer = try WindowGatherer(model)
    return try (0..<gatherer.windowCount(values: frames.count)).map { index in
      var input: [Float] = []
      gatherer.append(index, of: frames, to: &input)
      let output = network.forward(input, batch: 1)
      let deviation = Double(model.inputDeviation)
      return zip(input, output).reduce(0) {
        let error = Double($1.0 - $1.1) * deviation
        return $0 + error * error
      } / Double(input.count)
    }
  }

  private static func events(_ file: [UInt8], _ frames: [Int16]) throws -> [DetectorEvent] {
    var events: [DetectorEvent] = []
    try ModelImage(file).withDetector(observer: NoObserver()) { detector in
      detector.processFrames(frames) { events.append($0) }
      detector.finish { events.append($0) }
    }
    return events
  }

  private static func integerScores(_ file: [UInt8], _ frames: [Int16]) throws -> [Double] {
    try DetectorScores.windows(ModelImage(file), frames)
  }

  private static func decisions(_ file: [UInt8], _ frames: [Int16]) throws -> [Int64] {
    try events(file, frames).compactMap { event in
      if case .decision(let decision) = event { decision.scoreQ24 } else { nil }
    }
  }

  /// A few clips that were held out tell the level of normal sound to come, all clips its spread; but
  /// not of a network that is much better on what it has learned.
  @Test func fewHeldOutScoresMoveTheThresholdAndKeepItsSpread() throws {
    var model = SmallAutoencoder.allCases[0].model
    model.record["features.sha256"] = "learned"
    let clips = SmallAutoencoder.clips(model, count: 14, windows: 6)
    let scores = try clips.flatMap { try Self.floatScores(model, $0) }
    let mean = scores.reduce(0, +) / Double(scores.count)
    func threshold(heldOut level: Double?) throws -> Double {
      model.heldOutScores = level.map { [Float](repeating: Float($0 * mean), count: 3) } ?? []
      let source = ClipArray(clips.map { CalibrationClip($0) }, digest: "learned")
      let quantized = try Quantizer(model, Self.options).run(source)
      #expect(quantized.isThresholdHeldOut == (level != nil))
      return Double(quantized.contents.calibration.thresholdQ24) / 0x1p24
    }
    let learned = try threshold(heldOut: nil)
    #expect(abs(try threshold(heldOut: 1.1) / learned - 1.1) < 0.02)
    // Better than on what it has learned is chance.
    #expect(abs(try threshold(heldOut: 0.9) / learned - 1) < 0.02)
    // Three equal scores alone: their mean with a spread assumed.
    let alone = GammaDistribution(shape: 25, scale: 2 * mean / 25).quantile(upperTail: 0.1)
    #expect(abs(try threshold(heldOut: 2) / alone - 1) < 0.02)
  }

  @Test(arguments: SmallAutoencoder.allCases)
  func integerScoresStayWithinFourPercentOfTheFloatOnes(family: SmallAutoencoder) throws {
    let model = family.model
    let clips = SmallAutoencoder.clips(model, count: 4, windows: 6)
    let quantized = try Self.quantized(model, clips)
    let file = try ModelWriter.write(quantized.contents)
    for clip in clips {
      let float = try Self.floatScores(model, clip)
      let integer = try Self.integerScores(file, clip)
      #expect(float.count == integer.count)
      for (float, integer) in zip(float, integer) {
        #expect(abs(integer - float) <= 0.04 * float)
      }
    }
  }

  @Test(arguments: SmallAutoencoder.allCases)
  func everyLayerKeepsItsSignalWellAboveTheRounding(family: SmallAutoencoder) throws {
    let model = family.model
    let quantized = try Self.quantized(
      model, SmallAutoencoder.clips(model, count: 4, windows: 6))
    let input = try #require(quantized.input.signalToNoise)
    // 255 steps over the whole range: at least 30 dB where the range is under 7 deviations.
    #expect(input > 30)
    for layer in quantized.layers {
      let ratio = try #require(layer.signalToNoise)
      #expect(ratio > 20, "\(layer.summary.name)")
      // Alone it is nearer than with the errors of all before it, give or take their luck.
      let own = try #require(layer.ownSignalToNoise)
      #expect(own > ratio - 1, "\(layer.summary.name)")
    }
  }

  @Test(arguments: SmallAutoencoder.allCases)
  func readingTheWrittenFileGivesTheContentsBack(family: SmallAutoencoder) throws {
    let model = family.model
    let contents = try Self.quantized(
      model, SmallAutoencoder.clips(model, count: 2, windows: 2)
    ).contents
    let image = ModelImage(try ModelWriter.write(contents))
    #expect(ModelContents(reading: try image.model()) == contents)
  }

  @Test func sameClipsGiveTheSameBytes() throws {
    let model = SmallAutoencoder.smallDense.model
    let clips = SmallAutoencoder.clips(model, count: 12)
    let files = try (0..<2).map { _ in
      try ModelWriter.write(Self.quantized(model, clips).contents)
    }
    #expect(files[0] == files[1])
  }

  @Test func thresholdPassesNineNormalDecisionsInTen() throws {
    let model = SmallAutoencoder.smallDense.model
    let clips = SmallAutoencoder.clips(model, count: 40, windows: 23)
    let quantized = try Self.quantized(model, clips)
    let file = try ModelWriter.write(quantized.contents)
    let decisions = try clips.flatMap { try Self.decisions(file, $0) }
    let above = decisions.count { $0 >= quantized.contents.calibration.thresholdQ24 }
    #expect(decisions.count == 120 && quantized.decisionCount == 120)
    #expect((4...24).contains(above))
    #expect(quantized.warnings.isEmpty)
    // Beyond what was heard the threshold rests on the fit alone, and that is said.
    var rarely = Self.options
    rarely.threshold = .percentile(99.9)
    let rare = try Self.quantized(model, clips, rarely).warnings
    #expect(rare.count == 1)
    guard case .extrapolated(_, count: 120) = rare.first else {
      Issue.record("got \(rare)")
      return
    }
  }

  @Test func metadataNamesTheOriginAndLeavesTheUnmeasuredNull() throws {
    let model = SmallAutoencoder.smallDense.model
    let quantized = try Self.quantized(
      model, SmallAutoencoder.clips(model, count: 12), QuantizationOptions(toolVersion: "9.9.9"))
    let text = quantized.contents.metadata
    #expect(text.contains(#""machine":"fan""#) && text.contains(#""ids":["id_00","id_02"]"#))
    #expect(text.contains(#""float":{"auc":null,"pauc":null}"#))
    #expect(text.contains(#""activations":"int8""#) && text.contains(#""tool_version":"9.9.9""#))
    #expect(ModelMetadata(json: text) == quantized.metadata)
  }

  @Test func aSingleClipIsWarnedOf() throws {
    let model = SmallAutoencoder.smallDense.model
    let quantized = try Self.quantized(model, SmallAutoencoder.clips(model, count: 1))
    #expect(quantized.warnings.contains(.singleCalibrationClip))
    #expect(quantized.warnings.contains(.fewDecisions(count: 2, needed: 10)))
  }

  @Test(arguments: [nil, .minMax, .percentile(99.9)] as [CalibrationMethod?])
  func silentClipsAreWarnedOfAndStillGiveAModel(method: CalibrationMethod?) throws {
    var model = SmallAutoencoder.smallDense.model
    (model.inputMean, model.inputDeviation) = (-140, 1e-3)
    let silence = [Int16](repeating: LogMelQ9.fromDecibels(-140), count: 16 * 40)
    var options = Self.options
    options.method = method
    let quantized = try Self.quantized(model, [silence, silence, silence], options)
    // One line, not one for every layer behind the input.
    #expect(quantized.warnings.filter(\.isConstantActivation).count == 1)
    #expect(try ModelWriter.write(quantized.contents).count > 0)
  }

  @Test func falseAlarmsPerWeekAreRefusedForFeatures() throws {
    let model = SmallAutoencoder.smallDense.model
    var options = Self.options
    options.threshold = .falseAlarmsPerWeek(1)
    #expect(throws: QuantizationError.noDecisionSpan) {
      try Self.quantized(model, SmallAutoencoder.clips(model, count: 2), options)
    }
  }

  @Test func percentileNarrowsTheRangesOfDamagedClips() throws {
    let model = SmallAutoencoder.smallDense.model
    var clips = SmallAutoencoder.clips(model, count: 12, windows: 100)
    clips[0][16 * 50] = 16000
    func scale(_ method: CalibrationMethod) throws -> Float {
      var options = Self.options
      options.method = method
      return try Self.quantized(model, clips, options).contents.networks[0].tensors[0].scale
    }
    #expect(try scale(.percentile(99.9)) < scale(.minMax) / 2)
  }
}
