import EdgeRuntime
import Features
import FloatModels
import SeededRandom
import Testing
import Training

@testable import Quantization

@Suite("Quantization of clusters")
struct ClusterQuantizationTests {
  private static let bands = 4
  private static let frames = 60

  /// Clips of two machines, whose bands go up and down at rates of their own, in Q9.
  private static func clips(_ count: Int, seed: UInt64) -> [CalibrationClip] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { number in
      let machine = number % 2
      let depth = 1 + random.normal() / 10
      let frames = (0..<frames * bands).map { place in
        let (frame, band) = (place / bands, place % bands)
        let stroke = frame % (band + 3 + 2 * machine) == 0 ? 900.0 : 0
        return Int16(clamping: Int(-6000 + depth * stroke + random.normal() * 200))
      }
      return CalibrationClip(frames, id: machine == 0 ? "a" : "b")
    }
  }

  private static func model(_ clips: [CalibrationClip]) throws -> FloatModel {
    let windowing = Windowing(
      framesPerWindow: frames, framesPerStep: frames, windowsPerDecision: 1, pooling: .modulation)
    let (mean, deviation): (Double, Double) = (-45, 6)
    let windows = clips.enumerated().map { number, clip in
      let values = windowing.values(clip.frames.map(LogMelQ9.toDecibels)[...], bands: bands)
      return PooledWindow(
        values.map { ($0 - mean) / deviation }, id: clip.id ?? "", clip: number)
    }
    let fit = try NeighbourClusters(
      windows, octavesPerUnit: deviation / (512 * LogMelQ9.decibelsPerUnit))
    return FloatModel(
      family: "modspec-graph", graph: fit.graph, inputMean: Float(mean),
      inputDeviation: Float(deviation),
      frontEnd: .features(sourceBands: bands, bands: bands), windowing: windowing,
      score: fit.scoring, record: [:])
  }

  private struct Source: CalibrationSource {
    let clips: [CalibrationClip]
    let digest: String? = nil
    var clipCount: Int { clips.count }

    func forEachPart(_ purpose: String, _ body: ([CalibrationClip]) throws -> Void) throws {
      try body(clips)
    }
  }

  /// The device's scores of new sound follow the float model's within a hundredth, those of faults ten
  /// times as strong as well.
  @Test func scoresAreThoseOfTheFloatModel() throws {
    let clips = Self.clips(40, seed: 1)
    let model = try Self.model(clips)
    let quantized = try Quantizer(model, QuantizationOptions(toolVersion: "test"))
      .run(Source(clips: clips))
    #expect(quantized.metadata.activations == "q15")
    let chain = try FloatChain(model)
    let image = ModelImage(try ModelWriter.write(quantized.contents))
    var heard = Self.clips(40, seed: 2)
    for index in heard.indices where index % 4 == 0 {
      heard[index].frames = heard[index].frames.map { Int16(clamping: Int($0) * 2 + 6000) }
    }
    for clip in heard {
      var score = 0.0
      try image.withDetector(observer: NoObserver()) { detector in
        detector.id = detector.model.index(ofID: clip.id)
        detector.processFrames(clip.frames) { event in
          if case .window(_, let scoreQ24) = event { score = Double(scoreQ24) / 0x1p24 }
        }
      }
      let real = chain.windowScores(clip.frames.map(LogMelQ9.toDecibels), id: clip.id)
      #expect(real.count == 1 && abs(score / real[0] - 1) < 0.01)
    }
  }
}
