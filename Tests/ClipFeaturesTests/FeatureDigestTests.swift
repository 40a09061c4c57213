import ClipFeatures
import Datasets
import Testing

@Suite struct FeatureDigestTests {
  private let clips = [
    LogMelFrames(values: [1, 2, 3, 4], bands: 2), LogMelFrames(values: [5, 6], bands: 2),
  ]

  @Test func theSameFramesHaveTheSameName() {
    #expect(FeatureDigest.sha256(of: clips) == FeatureDigest.sha256(of: clips))
    #expect(FeatureDigest.sha256(of: clips).count == 64)
  }

  @Test func everyValueTheBandsTheOrderAndTheClipsEndsCount() {
    let others = [
      [LogMelFrames(values: [1, 2, 3, 5], bands: 2), clips[1]],
      [LogMelFrames(values: [1, 2, 3, 4], bands: 4), clips[1]],
      [clips[1], clips[0]],
      [LogMelFrames(values: [1, 2, 3, 4, 5, 6], bands: 2)],
      [clips[0]],
    ]
    for other in others {
      #expect(FeatureDigest.sha256(of: other) != FeatureDigest.sha256(of: clips))
    }
  }

  @Test func aListOfDigestsIsNotTheirConcatenation() {
    #expect(
      FeatureDigest.sha256(ofDigests: ["ab", "c"]) != FeatureDigest.sha256(ofDigests: ["a", "bc"]))
  }
}
