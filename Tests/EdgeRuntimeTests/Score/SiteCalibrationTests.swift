import Quantization
import Testing

@testable import EdgeRuntime

@Suite struct SiteCalibrationTests {
  private static let contents = CalibrationContents(
    thresholdQ24: 77 << 24, knotsQ24: [0, 5 << 24, 90 << 24],
    probabilitiesQ15: [0, 16_384, 32_767])

  private func model(_ contents: ModelContents = ModelFixture.prototypes()) throws -> Model {
    try ModelImage(try ModelWriter.write(contents)).model()
  }

  private func refusal(_ file: [UInt8], _ model: Model) -> ModelError? {
    let site = SiteCalibration(file)
    do throws(ModelError) {
      _ = try Calibration(site: site.bytes, of: model)
      return nil
    } catch {
      return error
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    let model = try model()
    let site = SiteCalibration(SiteCalibration.file(Self.contents, for: model))
    let calibration = try Calibration(site: site.bytes, of: model)
    #expect(calibration.thresholdQ24 == 77 << 24)
    #expect(Array(calibration.knotsQ24) == Self.contents.knotsQ24)
    #expect(Array(calibration.probabilitiesQ15) == Self.contents.probabilitiesQ15)
    #expect(calibration.probabilityQ15(ofScoreQ24: 5 << 24) == 16_384)
    withExtendedLifetime(site) {}
  }

  @Test func everyDamagedByteIsRefused() throws {
    let model = try model()
    let file = SiteCalibration.file(Self.contents, for: model)
    for offset in file.indices {
      var damaged = file
      damaged[offset] ^= 0x10
      #expect(refusal(damaged, model)?.kind == .calibration, "byte \(offset)")
    }
    for length in 0..<file.count {
      #expect(refusal(Array(file[..<length]), model)?.kind == .calibration, "\(length) bytes")
    }
    #expect(refusal(file + [0], model)?.kind == .calibration)
  }

  /// What a writer could get wrong although its checksum is right.
  @Test func whatIsNoCalibrationIsRefused() throws {
    let model = try model()
    var contents = [Self.contents, Self.contents, Self.contents]
    contents[0].knotsQ24 = [0, 5, 5]
    contents[1].probabilitiesQ15 = [0, 9, 8]
    contents[2].thresholdQ24 = -1
    for contents in contents {
      #expect(refusal(SiteCalibration.file(contents, for: model), model)?.kind == .calibration)
    }
  }

  @Test func anotherModelsIsRefused() throws {
    let own = try model()
    let other = try model(ModelFixture.classifier())
    let file = SiteCalibration.file(Self.contents, for: other)
    #expect(refusal(file, other) == nil)
    let error = try #require(refusal(file, own))
    #expect(error.offset >= SiteFile.digest && error.offset < SiteFile.digest + 32)
    #expect(error.description.hasPrefix("the calibration is not one of this model"))
    #expect(error.description.split(separator: "\n").count == 3)
  }

  /// A detector's verdicts are by the site's threshold, its scores as they were.
  @Test func theDetectorDecidesByTheSite() throws {
    let image = ModelImage(try ModelWriter.write(ModelFixture.prototypes()))
    let model = try image.model()
    func decision(_ site: SiteCalibration?) throws -> Decision? {
      var found: Decision?
      try image.withDetector(observer: NoObserver(), calibration: site) { detector in
        let frame = [Int16](repeating: 900, count: model.bands)
        for _ in 0..<model.windowing.framesPerWindow * model.windowing.windowsPerDecision {
          detector.processFrame(frame.span) { event in
            if case .decision(let decision) = event { found = decision }
          }
        }
        detector.finish { event in
          if case .decision(let decision) = event, found == nil { found = decision }
        }
      }
      return found
    }
    let plain = try #require(try decision(nil))
    for (threshold, isAnomaly) in [(plain.scoreQ24, true), (plain.scoreQ24 + 1, false)] {
      var contents = Self.contents
      contents.thresholdQ24 = threshold
      let site = SiteCalibration(SiteCalibration.file(contents, for: model))
      let moved = try #require(try decision(site))
      #expect(moved.scoreQ24 == plain.scoreQ24)
      #expect(moved.isAnomaly == isAnomaly)
    }
  }
}
