import Foundation
import SeededRandom
import Testing

@testable import Training

/// Faults that are made up: where in time and spectrum they are, and how hearing them is counted.
@Suite struct PseudoFaultTests {
  private static let bands = 32

  /// Noise about a level; `loud` frames lie above it.
  private func clip(frames: Int, loud: Set<Int>, by decibels: Double) -> [Double] {
    var random = SeededGenerator(seed: 3)
    return (0..<frames).flatMap { frame in
      (0..<Self.bands).map { _ in
        -60 + random.normal() + (loud.contains(frame) ? decibels : 0)
      }
    }
  }

  @Test func aMachineThatRunsEvenlyActsInEveryFrame() {
    let activity = MachineActivity(clip(frames: 200, loud: [], by: 0), bands: Self.bands)
    #expect(activity.weights == [Double](repeating: 1, count: 200))
    #expect(activity.burstiness > 0 && activity.burstiness < MachineActivity.leastBurst)
  }

  @Test func aMachineThatActsInBurstsActsThen() {
    let loud: Set = [20, 21, 22, 90, 91, 150]
    let activity = MachineActivity(clip(frames: 200, loud: loud, by: 12), bands: Self.bands)
    #expect(abs(activity.burstiness - 12) < 1)
    for (frame, weight) in activity.weights.enumerated() {
      #expect(loud.contains(frame) ? weight > 0.9 : weight < 0.1)
    }
  }

  @Test func aSingleFrameIsNoBurst() {
    let activity = MachineActivity([Double](repeating: -60, count: Self.bands), bands: Self.bands)
    #expect(activity.weights == [1] && activity.burstiness == 0)
  }

  @Test func aFaultChangesItsBandsBySeverityTimesActivity() {
    let fault = PseudoFault(regions: [.init(centre: 8.5 / 32, width: 1.0 / 32, isLouder: false)])
    let clip = clip(frames: 100, loud: [40], by: 10)
    let activity = MachineActivity(clip, bands: Self.bands)
    let faulty = fault.applied(to: clip, activity: activity, severity: 6)
    for frame in 0..<100 {
      for band in 0..<Self.bands {
        let index = frame * Self.bands + band
        let distance = Double(band - 8)
        let expected = -6 * exp(-distance * distance / 2) * activity.weights[frame]
        #expect(abs(faulty[index] - clip[index] - expected) < 1e-9)
      }
    }
  }

  @Test func theNarrowestFaultIsHeardInAnyBandNumber() {
    for place in stride(from: 0.0, to: 1, by: 0.01) {
      let fault = PseudoFault(regions: [.init(centre: place, width: 1e-3, isLouder: true)])
      #expect((fault.gains(bands: 8).max() ?? 0) >= exp(-0.5))
    }
  }

  @Test func drawnFaultsHaveTheirStatedSpread() {
    var random = SeededGenerator(seed: 1)
    let faults = (0..<4000).map { _ in PseudoFault(using: &random) }
    #expect(Set(faults.map(\.regions.count)) == [1, 2, 3, 4])
    let regions = faults.flatMap(\.regions)
    #expect(regions.allSatisfy { (0..<1).contains($0.centre) })
    #expect(regions.allSatisfy { $0.width >= 0.999 / 128 && $0.width <= 40.01 / 128 })
    // Half of them below the geometric middle: widths are even on a logarithmic scale.
    let middle = (40.0).squareRoot() / 128
    let narrow = Double(regions.filter { $0.width < middle }.count) / Double(regions.count)
    let louder = Double(regions.filter(\.isLouder).count) / Double(regions.count)
    #expect(abs(narrow - 0.5) < 0.02 && abs(louder - 0.5) < 0.02)
  }

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
