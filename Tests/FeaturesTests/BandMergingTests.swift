import Features
import Foundation
import Testing

@Suite struct BandMergingTests {
  @Test func equalNeighboursGainThreeDecibels() throws {
    let merged = try BandMerging.summedInPower(
      [-20, -20, 5, 5, -70, -70, 0, 0], bands: 4, target: 2)
    for (level, expected) in zip(merged, [-20.0, 5, -70, 0]) {
      #expect(abs(level - expected - 10 * log10(2.0)) < 1e-12)
    }
  }

  @Test func louderNeighbourPrevails() throws {
    let merged = try BandMerging.summedInPower([0, -10, -200, -200], bands: 4, target: 1)
    #expect(abs(merged[0] - 10 * log10(1.1)) < 1e-12)
  }

  @Test func sameNumberOfBandsChangesNothing() throws {
    #expect(try BandMerging.summedInPower([1, 2, 3], bands: 3, target: 3) == [1, 2, 3])
  }

  @Test(arguments: [(4, 3), (4, 0), (3, 1), (0, 1)])
  func bandsThatDoNotDivideAreRefused(bands: Int, target: Int) {
    let levels = [Double](repeating: 0, count: 4)
    #expect(throws: FeaturesError.self) {
      try BandMerging.summedInPower(levels, bands: bands, target: target)
    }
  }
}
