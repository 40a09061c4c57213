import Features
import FloatModels
import SeededRandom
import Testing

@testable import Quantization

@Suite struct ActivationCalibratorTests {
  private static func model(seed: UInt64) -> FloatModel {
    var draw = RandomGraphs(seed: seed)
    return FloatModel(
      family: "dense-ae", graph: draw.denseAutoencoder(inputs: 12, widths: [8, 3, 8]),
      inputMean: -50, inputDeviation: 8, frontEnd: .features(sourceBands: 4, bands: 4),
      windowing: Windowing(framesPerWindow: 3, framesPerStep: 2, windowsPerDecision: 4),
      record: [:])
  }

  private static func clip(frames: Int, seed: UInt64) -> [Int16] {
    var random = SeededGenerator(seed: seed)
    return (0..<frames * 4).map { _ in LogMelQ9.fromDecibels(-50 + 8 * random.normal()) }
  }

  @Test func rangesAreTheExtremesOfTheFloatNetwork() throws {
    let model = Self.model(seed: 1)
    var calibrator = try ActivationCalibrator(model)
    let clips = (0..<4).map { Self.clip(frames: 40 + $0, seed: UInt64($0)) }
    for clip in clips { try calibrator.observe(clip) }
    let ranges = try calibrator.ranges(.minMax)
    var expected = [[Double]](repeating: [], count: ranges.count)
    for clip in clips {
      let count = (clip.count / 4 - 3) / 2 + 1
      for window in 0..<count {
        let z = clip[window * 8..<window * 8 + 12].map {
          (LogMelQ9.toDecibels($0) + 50) / 8
        }
        let all = ReferenceNetwork.activations(calibrator.fused.graph, z)
        expected[0] += z
        for (layer, node) in calibrator.fused.resultNodes.enumerated() {
          expected[layer + 1] += all[node]
        }
      }
    }
    for (range, values) in zip(ranges, expected) {
      #expect(abs(Double(range.minimum) - (values.min() ?? 0)) < 1e-4)
      #expect(abs(Double(range.maximum) - (values.max() ?? 0)) < 1e-4)
    }
    #expect(calibrator.windowCount == expected[0].count / 12 && calibrator.clipCount == 4)
  }

  @Test func shortClipsAreLeftOutWithAWarning() throws {
    var calibrator = try ActivationCalibrator(Self.model(seed: 1))
    try calibrator.observe(Self.clip(frames: 2, seed: 1))
    #expect(calibrator.warnings == [.clipsTooShort(count: 1, shortest: 2, needed: 3)])
    #expect(throws: QuantizationError.nothingToCalibrateOn(clips: 1)) {
      try calibrator.ranges(.minMax)
    }
  }

  @Test func severalClipsAtATimeGiveTheSameBits() throws {
    let clips = (0..<21).map { Self.clip(frames: $0 == 3 ? 2 : 20 + $0, seed: UInt64($0)) }
    var one = try ActivationCalibrator(Self.model(seed: 2))
    for clip in clips { try one.observe(clip) }
    var several = try ActivationCalibrator(Self.model(seed: 2))
    try several.observe(Array(clips[..<13]))
    try several.observe(Array(clips[13...]))
    #expect(one.statistics == several.statistics)
    #expect(one.clipCount == 20 && several.clipCount == 20)
    #expect(one.windowCount == several.windowCount)
    #expect(several.warnings == [.clipsTooShort(count: 1, shortest: 2, needed: 3)])
  }

  @Test func framesOfAnotherWidthAreRefused() throws {
    var calibrator = try ActivationCalibrator(Self.model(seed: 1))
    #expect(throws: QuantizationError.badFrames(found: 13, bands: 4)) {
      try calibrator.observe([Int16](repeating: 0, count: 13))
    }
    #expect(throws: QuantizationError.badFrames(found: 13, bands: 4)) {
      try calibrator.observe([Self.clip(frames: 9, seed: 1), [Int16](repeating: 0, count: 13)])
    }
  }
}
