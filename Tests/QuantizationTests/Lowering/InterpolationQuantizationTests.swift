import EdgeRuntime
import Features
import FloatModels
import SeededRandom
import Testing

@testable import Quantization

@Suite("Quantization of networks that predict a part of the window")
struct InterpolationQuantizationTests {
  private static func clips(seed: UInt64) -> [CalibrationClip] {
    var random = SeededGenerator(seed: seed)
    return (0..<20).map { _ in
      let levels = (0..<12 * 6).map { place -> Int16 in
        let level = -5000 + 200 * (place % 6)
        return Int16(level + Int(random.normal() * 700))
      }
      return CalibrationClip(levels, id: nil)
    }
  }

  private static let model = FloatModel(
    family: "idnn", graph: Architectures.interpolationNetwork(frames: 5, bands: 6, seed: 3),
    inputMean: -26, inputDeviation: 5, frontEnd: .features(sourceBands: 6, bands: 6),
    windowing: Windowing(framesPerWindow: 5, framesPerStep: 1, windowsPerDecision: 1),
    score: .interpolationError(first: 12), record: [:])

  /// The output is compared with its own part of the window: with any other the scores would differ by
  /// far more than rounding.
  @Test(arguments: [ModelFile.ElementType.int8, .int16])
  func scoresAreThoseOfTheFloatModel(_ type: ModelFile.ElementType) throws {
    var options = QuantizationOptions(toolVersion: "test")
    options.activations = type
    options.weights = type == .int8 ? .int8 : .int16
    let quantized = try Quantizer(Self.model, options).run(ClipArray(Self.clips(seed: 1)))
    guard case .reconstruction(let head) = quantized.contents.heads[0] else {
      Issue.record("no reconstruction")
      return
    }
    #expect(head.firstElement == 12)
    let image = ModelImage(try ModelWriter.write(quantized.contents))
    let chain = try FloatChain(Self.model)
    for clip in Self.clips(seed: 2) {
      let scores = try DetectorScores.windows(image, clip.frames)
      let real = chain.windowScores(clip.frames.map(LogMelQ9.toDecibels))
      #expect(scores.count == 8 && real.count == 8)
      for (found, expected) in zip(scores, real) {
        #expect(abs(found / expected - 1) < (type == .int8 ? 0.2 : 0.02))
      }
    }
  }

  @Test func aPartBeyondTheWindowIsRefused() throws {
    for first in [-1, 25, Int.max] {
      var model = Self.model
      model.score = .interpolationError(first: first)
      #expect(throws: QuantizationError.self) {
        try Quantizer(model, QuantizationOptions(toolVersion: "test"))
          .run(ClipArray(Self.clips(seed: 1)))
      }
    }
  }

  @Test func comesBackFromItsFile() throws {
    var file = try Self.model.file()
    #expect(try FloatModel(file: file, path: "x") == Self.model)
    for text in ["", "-1", "25", "2.5", "9223372036854775807"] {
      file.metadata["edgeasd.first_compared"] = text
      let error = #expect(throws: FloatModelError.self) { try FloatModel(file: file, path: "x") }
      #expect(error?.description.split(separator: "\n").count == 3)
    }
  }
}
