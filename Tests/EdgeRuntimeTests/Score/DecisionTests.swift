import SeededRandom
import Testing

@testable import EdgeRuntime

@Suite("Decisions")
struct DecisionTests {
  private static let knots: [Int64] = [0, 5, 1000, 1 << 24, 1 << 40, ModelLimits.scoreQ24]
  private static let levels: [Int16] = [0, 100, 100, 16384, 32000, 32767]

  private func withCalibration<Result>(
    threshold: Int64 = 1 << 24, _ body: (Calibration) -> Result
  ) -> Result {
    Self.knots.withUnsafeBufferPointer { knots in
      Self.levels.withUnsafeBufferPointer { levels in
        body(Calibration(thresholdQ24: threshold, knotsQ24: knots, probabilitiesQ15: levels))
      }
    }
  }

  @Test func probabilityIsLinearBetweenTheKnotsWithinHalfAUnit() {
    var random = SeededGenerator(seed: 5)
    withCalibration { calibration in
      for _ in 0..<20_000 {
        let score = Int64(random.next() >> UInt64(17 + random.integer(below: 46)))
        let upper = Self.knots.firstIndex { $0 > score } ?? Self.knots.count - 1
        let (low, high) = (Double(Self.knots[upper - 1]), Double(Self.knots[upper]))
        let (from, to) = (Double(Self.levels[upper - 1]), Double(Self.levels[upper]))
        let real = from + (to - from) * (min(Double(score), high) - low) / (high - low)
        let found = Double(calibration.probabilityQ15(ofScoreQ24: score))
        #expect(abs(found - real) <= 0.5001)
      }
    }
  }

  @Test func probabilityNeverFallsAndMeetsEveryKnot() {
    withCalibration { calibration in
      for (knot, level) in zip(Self.knots, Self.levels) {
        #expect(calibration.probabilityQ15(ofScoreQ24: knot) == level)
      }
      var last: Int16 = 0
      for score in stride(from: Int64(0), to: 1 << 25, by: 4099) {
        let level = calibration.probabilityQ15(ofScoreQ24: score)
        #expect(level >= last)
        last = level
      }
      #expect(calibration.probabilityQ15(ofScoreQ24: -1) == 0)
      #expect(calibration.probabilityQ15(ofScoreQ24: .max) == 32767)
    }
  }

  @Test func decisionIsTheRoundedMeanAndComesWhenTheSpanIsFull() {
    withCalibration(threshold: 7) { calibration in
      var collector = DecisionCollector(calibration: calibration, span: 3)
      #expect(collector.add(5) == nil && collector.add(7) == nil)
      let full = collector.add(8)
      // 20 / 3 = 6.67, rounded 7: at the threshold is an anomaly.
      #expect(full?.scoreQ24 == 7 && full?.windowCount == 3 && full?.isComplete == true)
      #expect(full?.isAnomaly == true)
      #expect(collector.take() == nil)
      _ = collector.add(6)
      let partial = collector.take()
      #expect(partial?.scoreQ24 == 6 && partial?.isComplete == false && partial?.isAnomaly == false)
    }
  }
}
