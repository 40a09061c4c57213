import EdgeRuntime
import Features
import FloatModels
import SeededRandom
import Testing

@testable import Quantization

@Suite struct IntegerTrialTests {
  /// A family's architecture with random weights, on features.
  enum Family: String, CaseIterable {
    case smallDense, smallConvolutional, dense, convolutional

    var model: FloatModel {
      let (graph, bands, frames, step): (Graph, Int, Int, Int) =
        switch self {
        case .smallDense:
          (Architectures.denseAutoencoder(frames: 3, bands: 16, seed: 3), 16, 3, 1)
        case .smallConvolutional:
          (Architectures.convolutionalAutoencoder(frames: 16, bands: 32, seed: 3), 32, 16, 8)
        case .dense: (Architectures.denseAutoencoder(seed: 3), 128, 5, 1)
        case .convolutional: (Architectures.convolutionalAutoencoder(seed: 3), 64, 64, 32)
        }
      return FloatModel(
        family: "test", graph: graph, inputMean: -62, inputDeviation: 9,
        frontEnd: .features(sourceBands: bands, bands: bands),
        windowing: Windowing(framesPerWindow: frames, framesPerStep: step, windowsPerDecision: 8),
        record: ["machine": "fan", "ids": "id_00,id_02"])
    }
  }

  /// Sound-like frames: a slow level, a tilt, and noise.
  static func clip(bands: Int, frames: Int, seed: UInt64) -> [Int16] {
    var random = SeededGenerator(seed: seed)
    var values: [Int16] = []
    var level = 0.0
    for _ in 0..<frames {
      level = 0.9 * level + 2 * random.normal()
      for band in 0..<bands {
        let tilt = 12 - 24 * Double(band) / Double(bands)
        values.append(LogMelQ9.fromDecibels(-62 + level + tilt + 3 * random.normal()))
      }
    }
    return values
  }

  static func trial(
    _ model: FloatModel, _ clips: [[Int16]], method: CalibrationMethod = .minMax
  ) throws -> IntegerTrial {
    var calibrator = try ActivationCalibrator(model)
    for clip in clips { try calibrator.observe(clip) }
    var trial = try IntegerTrial(calibrator, of: model, method: method)
    try trial.observe(clips)
    return trial
  }

  static func clips(_ model: FloatModel, count: Int, windows: Int = 12) -> [[Int16]] {
    let frames = model.windowing.framesPerWindow + windows * model.windowing.framesPerStep
    return (0..<count).map {
      clip(bands: model.frontEnd.bands, frames: frames, seed: 100 + UInt64($0))
    }
  }

  /// Mean over a clip's windows of the mean squared error in dB², in Double.
  static func floatScores(_ model: FloatModel, _ frames: [Int16]) throws -> [Double] {
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

  static func integerScores(_ file: [UInt8], _ frames: [Int16]) throws -> [Double] {
    let image = ModelImage(file)
    let model = try image.model()
    let arena = UnsafeMutableRawBufferPointer.allocate(
      byteCount: model.memory.detectorBytes, alignment: 64)
    defer { arena.deallocate() }
    var detector = try Detector(model: model, arena: arena)
    var scores: [Double] = []
    for first in stride(from: 0, to: frames.count, by: model.bands) {
      detector.processFrame(frames.span.extracting(first..<first + model.bands)) { event in
        if case .window(_, let score) = event { scores.append(Double(score) / 0x1p24) }
      }
    }
    return scores
  }

  @Test(arguments: Family.allCases)
  func integerScoresStayWithinFourPercentOfTheFloatOnes(family: Family) throws {
    let model = family.model
    let clips = Self.clips(model, count: 4, windows: 6)
    let quantized = try Self.trial(model, clips).finish(.percentile(90), toolVersion: "test")
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

  @Test(arguments: Family.allCases)
  func everyLayerKeepsItsSignalWellAboveTheRounding(family: Family) throws {
    let model = family.model
    let quantized = try Self.trial(model, Self.clips(model, count: 4, windows: 6))
      .finish(.percentile(90), toolVersion: "test")
    let input = try #require(quantized.inputSignalToNoise)
    // 255 steps over the whole range: at least 30 dB where the range is under 7 deviations.
    #expect(input > 30)
    for layer in quantized.layers {
      let ratio = try #require(layer.signalToNoise)
      #expect(ratio > 20, "\(layer.summary.name)")
    }
  }

  @Test(arguments: Family.allCases)
  func readingTheWrittenFileGivesTheContentsBack(family: Family) throws {
    let model = family.model
    let contents = try Self.trial(model, Self.clips(model, count: 2, windows: 2))
      .finish(.percentile(90), toolVersion: "test").contents
    let image = ModelImage(try ModelWriter.write(contents))
    #expect(ModelContents(reading: try image.model()) == contents)
  }

  @Test func sameClipsGiveTheSameBytes() throws {
    let model = Family.smallDense.model
    let clips = Self.clips(model, count: 12)
    let files = try (0..<2).map { _ in
      try ModelWriter.write(
        Self.trial(model, clips).finish(.percentile(90), toolVersion: "test").contents)
    }
    #expect(files[0] == files[1])
  }

  @Test func thresholdPassesNineNormalDecisionsInTen() throws {
    let model = Family.smallDense.model
    let trial = try Self.trial(model, Self.clips(model, count: 40, windows: 23))
    let quantized = try trial.finish(.percentile(90), toolVersion: "test")
    let above = trial.decisionsQ24.count { $0 >= quantized.contents.calibration.thresholdQ24 }
    #expect(trial.decisionsQ24.count == 120)
    #expect((4...24).contains(above))
    #expect(quantized.warnings.isEmpty)
    // Beyond what was heard the threshold rests on the fit alone, and that is said.
    let rare = try trial.finish(.percentile(99.9), toolVersion: "test").warnings
    #expect(rare.count == 1)
    guard case .extrapolated(_, count: 120) = rare.first else {
      Issue.record("got \(rare)")
      return
    }
  }

  @Test func metadataNamesTheOriginAndLeavesTheUnmeasuredNull() throws {
    let model = Family.smallDense.model
    let quantized = try Self.trial(model, Self.clips(model, count: 12))
      .finish(.percentile(90), toolVersion: "9.9.9")
    let text = quantized.contents.metadata
    #expect(text.contains(#""machine":"fan""#) && text.contains(#""ids":["id_00","id_02"]"#))
    #expect(text.contains(#""float":{"auc":null,"pauc":null}"#))
    #expect(ModelMetadata(json: text) == quantized.metadata)
  }

  @Test func aSingleClipIsWarnedOf() throws {
    let model = Family.smallDense.model
    let quantized = try Self.trial(model, Self.clips(model, count: 1))
      .finish(.percentile(90), toolVersion: "test")
    #expect(quantized.warnings.contains(.singleCalibrationClip))
    #expect(quantized.warnings.contains(.fewDecisions(count: 2, needed: 10)))
  }

  @Test(arguments: [CalibrationMethod.minMax, .percentile(99.9)])
  func silentClipsAreWarnedOfAndStillGiveAModel(method: CalibrationMethod) throws {
    var model = Family.smallDense.model
    (model.inputMean, model.inputDeviation) = (-140, 1e-3)
    let silence = [Int16](repeating: LogMelQ9.fromDecibels(-140), count: 16 * 40)
    let quantized = try Self.trial(model, [silence, silence, silence], method: method)
      .finish(.percentile(90), toolVersion: "test")
    // One line, not one for every layer behind the input.
    #expect(quantized.warnings.filter(\.isConstantActivation).count == 1)
    #expect(try ModelWriter.write(quantized.contents).count > 0)
  }

  @Test func falseAlarmsPerWeekAreRefusedForFeatures() throws {
    let model = Family.smallDense.model
    let trial = try Self.trial(model, Self.clips(model, count: 2))
    #expect(throws: QuantizationError.noDecisionSpan) {
      try trial.finish(.falseAlarmsPerWeek(1), toolVersion: "test")
    }
  }

  @Test func percentileNarrowsTheRangesOfDamagedClips() throws {
    let model = Family.smallDense.model
    var clips = Self.clips(model, count: 12, windows: 100)
    clips[0][16 * 50] = 16000
    let whole = try Self.trial(model, clips).lowered.network.tensors[0].scale
    let cut = try Self.trial(model, clips, method: .percentile(99.9)).lowered.network.tensors[0]
      .scale
    #expect(cut < whole / 2)
  }
}
