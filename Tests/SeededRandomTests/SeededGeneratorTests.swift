import Testing

@testable import SeededRandom

@Suite struct SeededGeneratorTests {
  // The numbers that the reference implementation (prng.di.unimi.it/xoshiro256starstar.c) gives.
  @Test func state1234GivesTheReferenceNumbers() {
    var generator = SeededGenerator(state: (1, 2, 3, 4))
    let numbers = (0..<10).map { _ in generator.next() }
    #expect(
      numbers == [
        11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
        607_988_272_756_665_600, 16_172_922_978_634_559_625, 8_476_171_486_693_032_832,
        10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
      ])
  }

  @Test func aSeedIsSpreadThroughSplitMix64() {
    var mixer = SplitMix64(seed: 42)
    var expected = SeededGenerator(
      state: (mixer.next(), mixer.next(), mixer.next(), mixer.next()))
    var generator = SeededGenerator(seed: 42)
    for _ in 0..<100 {
      #expect(generator.next() == expected.next())
    }
  }

  @Test func aCopyGoesOnWithTheSameNumbers() {
    var first = SeededGenerator(seed: 7, stream: "copy")
    _ = first.next()
    var second = first
    #expect(first.next() == second.next())
  }

  @Test func streamsAndSeedsDiffer() {
    var firsts: Set<UInt64> = []
    for seed in 0..<50 as Range<UInt64> {
      for name in ["", "shuffle", "weights", "weights2"] {
        var generator = SeededGenerator(seed: seed, stream: name)
        firsts.insert(generator.next())
      }
    }
    #expect(firsts.count == 200)
  }

  @Test func aNamedStreamNeverChanges() {
    // FNV-1a of "foobar" is 0x85944171f73967e8 (the authors' test vector).
    var mixer = SplitMix64(seed: 5)
    var expected = SeededGenerator(seed: mixer.next() ^ 0x8594_4171_F739_67E8)
    var generator = SeededGenerator(seed: 5, stream: "foobar")
    #expect(generator.next() == expected.next())
  }
}
