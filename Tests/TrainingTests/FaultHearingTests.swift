import SeededRandom
import Testing
import Training

/// How hearing made-up faults is counted, and how sure a choice by it is.
@Suite struct FaultHearingTests {
  /// Scores of a clip whose fault moves them by `gain` for each dB.
  private func heard(_ id: String, normal: Double, gain: Double) -> FaultHearing.Clip {
    FaultHearing.Clip(
      id: id, normal: normal, faulty: [FaultHearing.severities.map { normal + gain * $0 }])
  }

  @Test func hearingIsTheShareOfOtherNormalClipsBelow() throws {
    // Normal clips at 0 and 3; a dB moves the score by 1: the clip at 0 passes the other with 4 dB.
    let hearing = try #require(
      FaultHearing([heard("a", normal: 0, gain: 1), heard("a", normal: 3, gain: 1)]))
    #expect(hearing.shares == [[0, 0, 0, 1, 1, 1], [1, 1, 1, 1, 1, 1]])
    #expect(hearing.mean == 0.75)
    // Three of four between 2 dB (one of two) and 4 dB (both).
    #expect(hearing.threshold == 3)
  }

  @Test func machinesCountAlikeAndAreNotMixed() throws {
    let hearing = try #require(
      FaultHearing([
        heard("a", normal: 0, gain: 0), heard("a", normal: 0, gain: 0),
        heard("b", normal: 5, gain: 9), heard("b", normal: 5, gain: 9),
        heard("b", normal: 5, gain: 9), heard("c", normal: -100, gain: 1),
      ]))
    // Ties count half; the single clip of c has nothing to be compared with.
    #expect(hearing.ids == ["a", "a", "b", "b", "b"])
    #expect(hearing.mean == 0.75)
    #expect(FaultHearing([heard("a", normal: 0, gain: 1), heard("b", normal: 1, gain: 1)]) == nil)
  }

  @Test func whatIsHeardNowhereHasNoThreshold() throws {
    let deaf = [heard("a", normal: 0, gain: 0), heard("a", normal: 0, gain: 0)]
    #expect(try #require(FaultHearing(deaf)).threshold == nil)
    let sharp = [heard("a", normal: 0, gain: 9), heard("a", normal: 0, gain: 9)]
    #expect(try #require(FaultHearing(sharp)).threshold == 0.5)
  }

  @Test func aChoiceIsAsSureAsTheClipsAgree() throws {
    var random = SeededGenerator(seed: 4)
    func hearing(gain: Double) throws -> FaultHearing {
      try #require(
        FaultHearing((0..<40).map { _ in heard("a", normal: random.normal(), gain: gain) }))
    }
    let (good, bad) = (try hearing(gain: 1), try hearing(gain: 0.1))
    let firsts = FaultHearing.firsts(of: [bad, good])
    #expect(firsts[1] > 0.99 && abs(firsts[0] + firsts[1] - 1) < 1e-9)
    #expect(FaultHearing.firsts(of: [good, good]).allSatisfy { abs($0 - 0.5) < 1e-9 })
    #expect(good.standardError(against: good) == 0)
    let error = good.standardError(against: bad)
    #expect(error > 0 && error < good.mean - bad.mean)
  }

  @Test func theStandardErrorIsThatOfTheMeanDifference() throws {
    // Differences of .5 and 0 in one machine: deviation √(1/8), two clips.
    let first = [heard("a", normal: 0, gain: 9), heard("a", normal: 0, gain: 0)]
    let second = [heard("a", normal: 0, gain: 0), heard("a", normal: 0, gain: 0)]
    let one = try #require(FaultHearing(first))
    let error = one.standardError(against: try #require(FaultHearing(second)))
    #expect(abs(error - 0.25) < 1e-12)
  }
}
