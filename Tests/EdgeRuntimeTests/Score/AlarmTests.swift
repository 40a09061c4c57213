import SeededRandom
import Testing

@testable import EdgeRuntime

@Suite struct AlarmTests {
  private static let threshold: Int64 = 100
  private static let quiet: Int64 = 90

  private func changes(
    _ scores: [Int64], _ rule: Alarm.Rule, every samples: Int64 = 10
  ) -> [(index: Int, change: Alarm.Change)] {
    var alarm = Alarm(rule)
    return scores.enumerated().compactMap { index, score in
      alarm.take(
        scoreQ24: score, isAnomaly: score >= Self.threshold, at: Int64(index + 1) * samples
      ).map { (index, $0) }
    }
  }

  @Test func enoughOfTheLastDecisionsRaiseAndClearIt() {
    let rule = Alarm.Rule(count: 2, of: 3, quietQ24: Self.quiet, holdSamples: 0)
    // An anomaly on its own, two with one between them, and those between the two thresholds.
    let found = changes([50, 100, 50, 50, 120, 50, 120, 95, 95, 95, 89, 95, 89, 50], rule)
    #expect(found.map(\.index) == [6, 12])
    #expect(found.map(\.change) == [.raised, .cleared])
  }

  @Test func whatLiesFartherBackIsForgotten() {
    let rule = Alarm.Rule(count: 2, of: 3, quietQ24: Self.quiet, holdSamples: 0)
    #expect(changes([100, 50, 50, 100, 50, 50, 100], rule).isEmpty)
    let most = Alarm.Rule(
      count: Alarm.mostDecisions, of: Alarm.mostDecisions, quietQ24: Self.quiet, holdSamples: 0)
    let anomalies = [Int64](repeating: 100, count: 15)
    #expect(changes(anomalies + [50] + anomalies, most).isEmpty)
    #expect(changes(anomalies + [100], most).map(\.index) == [15])
  }

  /// Counted one by one from the whole history, with other means.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func itIsWhatTheWholeHistorySays(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let of = 1 + random.integer(below: 16)
      let rule = Alarm.Rule(
        count: 1 + random.integer(below: of), of: of, quietQ24: Self.quiet,
        holdSamples: Int64(random.integer(below: 100)))
      let scores = (0..<300).map { _ in Int64(70 + random.integer(below: 60)) }
      var (isRaised, last) = (false, Int64.min / 2)
      var expected: [Int] = []
      for index in scores.indices {
        let recent = scores[max(0, index - of + 1)...index]
        let telling = recent.filter { isRaised ? $0 < Self.quiet : $0 >= Self.threshold }
        let now = Int64(index + 1) * 10
        guard telling.count >= rule.count, now - last >= rule.holdSamples else { continue }
        (isRaised, last) = (!isRaised, now)
        expected.append(index)
      }
      #expect(changes(scores, rule).map(\.index) == expected)
    }
  }

  @Test func noiseAtTheThresholdChangesItAtMostOnceAMinute() {
    var random = SeededGenerator(seed: 9)
    let minute: Int64 = 60 * 16_000
    // Decisions of a second for a day: half of them anomalies, and all others quiet.
    let scores = (0..<86_400).map { _ in random.integer(below: 2) == 0 ? Self.threshold : 0 }
    for rule in [
      Alarm.Rule(count: 1, of: 1, quietQ24: Self.threshold, holdSamples: minute),
      Alarm.Rule(count: 10, of: 16, quietQ24: Self.quiet, holdSamples: minute),
    ] {
      let indices = changes(scores, rule, every: 16_000).map(\.index)
      #expect(indices.count > 100)
      #expect(zip(indices, indices.dropFirst()).allSatisfy { $1 - $0 >= 60 })
    }
  }

  @Test func aFaultThatTwoDecisionsInThreeNoticeRaisesIt() {
    let rule = Alarm.Rule(count: 10, of: 16, quietQ24: Self.quiet, holdSamples: 0)
    let scores = (0..<18).map { $0 % 3 == 0 ? 0 : Self.threshold }
    #expect(changes(scores, rule).map(\.change) == [.raised])
  }

  /// Ten of sixteen, where each reaches the threshold once in ten: 4.5·10⁻⁷ of all decisions.
  @Test func chanceAloneHardlyEverRaisesIt() {
    var random = SeededGenerator(seed: 10)
    let rule = Alarm.Rule(count: 10, of: 16, quietQ24: Self.quiet, holdSamples: 0)
    let scores = (0..<200_000).map { _ in
      random.integer(below: 10) == 0 ? Self.threshold : 0
    }
    #expect(changes(scores, rule).isEmpty)
  }
}
