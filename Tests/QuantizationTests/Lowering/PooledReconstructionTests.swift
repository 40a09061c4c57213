import EdgeRuntime
import Features
import FloatModels
import SeededRandom
import Testing

@testable import Quantization

@Suite("Quantization of autoencoders of pooled windows")
struct PooledReconstructionTests {
  private static let (bands, frames) = (12, 10)

  private static func clips(seed: UInt64) -> [CalibrationClip] {
    var random = SeededGenerator(seed: seed)
    return (0..<30).map { _ in
      let gain = random.normal() * 300
      let levels = (0..<2 * frames * bands).map { place -> Int16 in
        Int16(-5000 + 200 * (place % bands) + Int(gain + random.normal() * 700))
      }
      return CalibrationClip(levels, id: nil)
    }
  }

  /// With batch norms that do not normalise their own input, as training leaves them.
  private static var model: FloatModel {
    var graph = Architectures.fullyConnectedUNet(values: 2 * bands, seed: 3)
    var random = SeededGenerator(seed: 4)
    for index in graph.nodes.indices {
      for role in ["mean", "beta"] {
        guard let values = graph.nodes[index].parameters[role]?.values else { continue }
        graph.nodes[index].parameters[role]?.values = values.map { _ in
          Float(random.uniform(in: -0.3...0.3))
        }
      }
    }
    return FloatModel(
      family: "unet-fc", graph: graph, inputMean: -22, inputDeviation: 5,
      frontEnd: .features(sourceBands: bands, bands: bands),
      windowing: Windowing(
        framesPerWindow: frames, framesPerStep: frames, windowsPerDecision: 1,
        pooling: .meanAndMaximum), record: [:])
  }

  private static func quantized(
    _ change: (inout QuantizationOptions) -> Void = { _ in }
  ) throws -> QuantizedModel {
    var options = QuantizationOptions(toolVersion: "test")
    change(&options)
    return try Quantizer(model, options).run(ClipArray(clips(seed: 1)))
  }

  /// Skips that are joined, and a reconstruction that is compared with what was pooled: the scores are those of
  /// the float model.
  @Test(arguments: [nil, .int8, .int16] as [ModelFile.ElementType?])
  func scoresAreThoseOfTheFloatModel(_ type: ModelFile.ElementType?) throws {
    let quantized = try Self.quantized { options in
      options.activations = type
      options.weights = type.map { $0 == .int8 ? .int8 : .int16 }
    }
    let image = ModelImage(try ModelWriter.write(quantized.contents))
    let chain = try FloatChain(Self.model)
    for clip in Self.clips(seed: 2) {
      let scores = try DetectorScores.windows(image, clip.frames)
      let real = chain.windowScores(clip.frames.map(LogMelQ9.toDecibels))
      #expect(scores.count == 2 && real.count == 2)
      for (found, expected) in zip(scores, real) {
        #expect(abs(found / expected - 1) < (type == .int8 ? 0.2 : 0.005))
      }
    }
  }

  @Test func itHasSixteenBitsUnlessToldOtherwise() throws {
    let network = try Self.quantized().contents.networks[0]
    #expect(network.tensors.allSatisfy { $0.elementType == .int16 })
    let narrow = try Self.quantized { $0.activations = .int8 }.contents.networks[0]
    #expect(narrow.tensors.allSatisfy { $0.elementType == .int8 })
  }
}
