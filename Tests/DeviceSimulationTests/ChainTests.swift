import AudioFile
import Datasets
import DeviceSimulation
import EdgeRuntime
import Features
import FloatModels
import Foundation
import Testing

@Suite struct ChainTests {
  private let detector: SmallDetector

  init() throws { detector = try SmallDetector(seed: 3) }

  private func run(_ samples: [Int16]) throws -> DeviceRun {
    try HostTarget(detector.image).run(.sound(PCM(samples: samples, rate: 16000)))
  }

  @Test func theFloatChainIsTheMeanSquaredErrorInDecibels() throws {
    let model = detector.model
    let network = try Network(model.graph)
    let levels = (0..<(16 * 5)).map { -40 + Double($0 % 23) }
    let scores = try FloatChain(model).windowScores(levels)
    #expect(scores.count == 4)
    for (window, score) in scores.enumerated() {
      let x = Array(levels[window * 16..<window * 16 + 32])
      let z = x.map { Float(($0 - Double(model.inputMean)) / Double(model.inputDeviation)) }
      let y = network.forward(z, batch: 1)
      var sum = 0.0
      for (x, y) in zip(x, y) {
        let error = x - Double(model.inputMean) - Double(model.inputDeviation) * Double(y)
        sum += error * error
      }
      #expect(abs(score - sum / 32) < 1e-4 * score)
    }
  }

  @Test func theDeviceChainsFramesAreTheFrontEndsOwn() throws {
    let design = LogMelDesign(sampleRate: 16000, frameLength: 512, hop: 256, bands: 16)
    let frames = DeviceLogMel.frames(of: detector.clips[0], tables: try LogMelTables(design))
    #expect(try run(detector.clips[0]).frames.values == frames)
  }

  @Test func theDevicesHeadAgreesWithAnExactOne() throws {
    for clip in detector.clips {
      let result = try run(clip)
      #expect(result.windowScoresQ24.count == result.exactHeadScores.count)
      for (fixed, exact) in zip(result.windowScoresQ24, result.exactHeadScores) {
        #expect(abs(Double(fixed) * 0x1p-24 - exact) < 1e-3 * exact + 1e-4)
      }
    }
  }

  @Test func theClipScoreIsTheRoundedMeanOfItsWindows() {
    let run = DeviceRun(
      frames: LogMelFrames(values: [], bands: 1), windowScoresQ24: [1, 2, 2], exactHeadScores: [])
    #expect(run.clipScoreQ24 == 2)
    let none = DeviceRun(
      frames: LogMelFrames(values: [], bands: 1), windowScoresQ24: [], exactHeadScores: [])
    #expect(none.clipScoreQ24 == nil)
  }

  @Test func framesGivenFromOutsideScoreAsTheSoundTheyCameFrom() throws {
    let sound = try run(detector.clips[1])
    var scores: [Int64] = []
    try DetectorRun(detector.image).run(
      .sound(PCM(samples: detector.clips[1], rate: 16000))
    ) { event in
      if case .window(_, let score) = event { scores.append(score) }
    }
    #expect(scores == sound.windowScoresQ24)
  }

  @Test func theIntegerDetectorFollowsTheFloatOne() throws {
    let chain = try FloatChain(detector.model)
    let frontEnd = try FloatLogMel(
      LogMelDesign(sampleRate: 16000, frameLength: 512, hop: 256, bands: 16))
    for clip in detector.clips {
      let float = chain.windowScores(try frontEnd.decibels(of: clip))
      let device = try run(clip)
      let a = try #require(FloatChain.clipScore(float))
      let d = Double(try #require(device.clipScoreQ24)) * 0x1p-24
      #expect(abs(a - d) < 0.05 * a)
    }
  }
}
