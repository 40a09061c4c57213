import ClipFeatures
import Datasets
import FloatModels
import Testing

@Suite struct GroupedBandsTests {
  private func grouped(_ values: [Int16], from sourceBands: Int, to bands: Int) -> [Int16] {
    FrontEndDescription.features(sourceBands: sourceBands, bands: bands)
      .grouped(LogMelFrames(values: values, bands: sourceBands)).values
  }

  @Test func twoEqualBandsAreOneOctaveOfPowerHigher() {
    #expect(grouped([512, 512, -1024, -1024], from: 4, to: 2) == [1024, -512])
  }

  @Test func aBandThatIsFarBelowItsNeighbourAddsNothing() {
    #expect(grouped([0, -32768], from: 2, to: 1) == [0])
  }

  @Test func theSumOfPowersIsRoundedToTheNearestUnit() {
    // log2(2 + 4) = 2.58496…, times 512.
    #expect(grouped([512, 1024], from: 2, to: 1) == [1324])
  }

  @Test func theTopOfTheRangeSaturates() {
    #expect(grouped([32767, 32767], from: 2, to: 1) == [32767])
  }

  @Test func groupsDoNotReachAcrossFrames() {
    #expect(grouped([0, 0, 512, 512, 1024, 1024, 0, 0], from: 4, to: 2) == [512, 1024, 1536, 512])
  }
}
