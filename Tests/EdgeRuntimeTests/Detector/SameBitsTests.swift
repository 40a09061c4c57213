import EdgeRuntime
import Testing

@testable import Quantization

/// What the fixtures' detectors say about one sound, as a check value. The same on every processor
/// and with checked arithmetic; a change of these numbers is a change of what deployed models say.
@Suite("The same bits for ever")
struct SameBitsTests {
  @Test func scoresOfTheFixturesHaveNotChanged() throws {
    let sound = HardSound.minimumAmongNoise.samples(330_000)
    let values = try [
      ModelFixture.smallConvolutional(), ModelFixture.denseAutoencoder(),
      ModelFixture.convolutionalAutoencoder(),
    ].map { contents in
      var check = CRC32()
      let image = ModelImage(try ModelWriter.write(contents))
      for event in try DetectorRun.events(image, samples: sound) {
        switch event {
        case .window(let index, let score): Self.add([index, score], to: &check)
        case .decision(let decision):
          Self.add([decision.scoreQ24, Int64(decision.probabilityQ15)], to: &check)
        }
      }
      return String(check.value, radix: 16)
    }
    #expect(values == ["73683a52", "bdb2f0c7", "79d9e84b"])
  }

  private static func add(_ numbers: [Int64], to check: inout CRC32) {
    numbers.map(\.littleEndian).withUnsafeBytes { check.update($0) }
  }
}
