import EdgeRuntime
import FloatModels
import Testing

@testable import Quantization

/// What the two families need on the device, with the front ends they have by default.
@Suite struct MemoryFiguresTests {
  private static func figures(_ model: FloatModel) throws -> ModelFigures {
    let fused = try FusedGraph(model.graph)
    let ranges = [ActivationRange](
      repeating: ActivationRange(minimum: -4, maximum: 4), count: fused.layers.count + 1)
    let lowered = try fused.lowered(
      ranges: ranges, inputMean: model.inputMean, inputDeviation: model.inputDeviation)
    let contents = ModelContents(
      frontEnd: try FrontEndContents(model.frontEnd),
      windowing: WindowingContents(
        framesPerWindow: model.windowing.framesPerWindow,
        framesPerStep: model.windowing.framesPerStep,
        windowsPerDecision: model.windowing.windowsPerDecision),
      networks: [lowered.network], heads: [lowered.head],
      calibration: CalibrationContents(
        thresholdQ24: 1, knotsQ24: [0, 1], probabilitiesQ15: [0, 32767]), metadata: "{}")
    let image = ModelImage(try ModelWriter.write(contents))
    return ModelFigures(try image.model())
  }

  @Test func denseAutoencoderNeedsTwoKiBAndItsDetectorTwelve() throws {
    let figures = try Self.figures(
      FloatModel(
        family: "dense-ae", graph: Architectures.denseAutoencoder(), inputMean: -60,
        inputDeviation: 10,
        frontEnd: .logMel(
          sampleRate: 16000, frameLength: 1024, hop: 512, bands: 128, lowestHz: 0, highestHz: 8000),
        windowing: Windowing(framesPerWindow: 5, framesPerStep: 1, windowsPerDecision: 308),
        record: [:]))
    #expect((768...2048).contains(figures.networkBytes))
    #expect(figures.detectorBytes <= 12 * 1024)
  }

  @Test func convolutionalAutoencoderNeedsSixtyKiBAndItsDetectorEighty() throws {
    let figures = try Self.figures(
      FloatModel(
        family: "conv-ae", graph: Architectures.convolutionalAutoencoder(), inputMean: -60,
        inputDeviation: 10,
        frontEnd: .logMel(
          sampleRate: 16000, frameLength: 4096, hop: 2474, bands: 64, lowestHz: 0, highestHz: 8000),
        windowing: Windowing(framesPerWindow: 64, framesPerStep: 32, windowsPerDecision: 1),
        record: [:]))
    #expect((48 * 1024...60 * 1024).contains(figures.networkBytes))
    #expect(figures.detectorBytes <= 80 * 1024)
  }

  @Test func digestsAreSixtyFourDigits() throws {
    let figures = try Self.figures(
      FloatModel(
        family: "dense-ae", graph: Architectures.denseAutoencoder(frames: 1, bands: 8),
        inputMean: -60, inputDeviation: 10, frontEnd: .features(sourceBands: 8, bands: 8),
        windowing: Windowing(framesPerWindow: 1, framesPerStep: 1, windowsPerDecision: 1),
        record: [:]))
    for digest in [figures.sha256, figures.digest] {
      #expect(digest.count == 64 && digest.allSatisfy(\.isHexDigit))
    }
  }
}
