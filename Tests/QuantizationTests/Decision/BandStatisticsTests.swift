import EdgeRuntime
import FloatModels
import Testing

@testable import Quantization

/// A quantized model's norms against the device: of the sound that they were made of, each band is as far
/// from what is expected of it as in normal sound.
@Suite struct BandStatisticsTests {
  /// The bands of a decision on all windows of a clip, where half as far were normal.
  private func bands(_ contents: ModelContents, _ frames: [Int16]) throws -> AbnormalBands? {
    var contents = contents
    contents.calibration.thresholdQ24 = 0
    contents.windowing.windowsPerDecision = 65_535
    let normal = try #require(contents.calibration.bands).normalQ26
    contents.calibration.bands?.normalQ26 = normal.map { max($0 / 2, 1) }
    var found: AbnormalBands?
    try ModelImage(ModelWriter.write(contents)).withDetector(observer: BandNaming()) { detector in
      detector.processFrames(frames) { _ in }
      detector.finish { event in
        if case .decision(let decision) = event { found = decision.bands }
      }
    }
    return found
  }

  private func expectNormal(_ contents: ModelContents, _ frames: [Int16], _ name: String) throws {
    let found = try #require(try bands(contents, frames))
    try #require(found.count == 1, "\(name)")
    #expect(found[0].first == 0 && Int(found[0].last) == contents.frontEnd.bands - 1, "\(name)")
    #expect(abs(Double(found[0].timesQ8) / 256 - 2) < 0.02, "\(name): \(found[0])")
  }

  @Test(arguments: SmallAutoencoder.allCases)
  func aReconstructionIsNormalWhereItWasMeasured(_ kind: SmallAutoencoder) throws {
    let clips = SmallAutoencoder.clips(kind.model, count: 1)
    let quantized = try Quantizer(kind.model, QuantizationOptions(toolVersion: "test"))
      .run(ClipArray(clips))
    #expect(quantized.contents.calibration.bands?.expectedQ13 == [])
    try expectNormal(quantized.contents, clips[0], kind.rawValue)
  }

  /// What is given frames and scores otherwise is measured by the level of each band.
  @Test func levelsAreNormalWhereTheyWereMeasured() throws {
    var model = SmallAutoencoder.smallDense.model
    let outputs = model.graph.input.count
    model.score = .nearestPrototype(
      PrototypeSet(
        dimension: outputs,
        prototypes: [
          .init(id: nil, block: 0, values: [Float](repeating: 0, count: outputs))
        ]))
    let clips = SmallAutoencoder.clips(model, count: 1)
    let quantized = try Quantizer(model, QuantizationOptions(toolVersion: "test"))
      .run(ClipArray(clips))
    let levels = try #require(quantized.contents.calibration.bands?.expectedQ13)
    #expect(levels.count == model.frontEnd.bands)
    try expectNormal(quantized.contents, clips[0], "levels")
  }
}
