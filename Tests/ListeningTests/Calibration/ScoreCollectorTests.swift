import SeededRandom
import Testing
import ThresholdFitting

@testable import Listening

@Suite struct ScoreCollectorTests {
  private static let rate = 1600
  /// Samples that stand still for a tenth of a second.
  private static let still = rate / 10

  /// Calls `body` with a collector of so many decisions.
  private func collect(
    capacity: Int = 100, _ body: (inout ScoreCollector) -> Void
  ) -> ScoreCollector {
    let memory = UnsafeMutableBufferPointer<Double>.allocate(capacity: capacity)
    defer { memory.deallocate() }
    var collector = ScoreCollector(memory: memory, rate: Self.rate)
    body(&collector)
    return collector
  }

  private func sound(_ count: Int = 2000, seed: UInt64 = 1) -> [Int16] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Int16(3000 * random.normal()) }
  }

  /// A decision on samples that come in pieces.
  private func decide(_ collector: inout ScoreCollector, _ samples: [Int16], _ score: Int64 = 1) {
    samples.withUnsafeBufferPointer { buffer in
      var start = 0
      while start < buffer.count {
        let count = min(97, buffer.count - start)
        collector.hear(buffer.baseAddress! + start, count: count)
        start += count
      }
    }
    collector.take(scoreQ24: score)
  }

  @Test func scoresAreKeptInTheirOrder() {
    _ = collect { collector in
      for score in [3 << 24, 1 << 24, 0] as [Int64] { decide(&collector, sound(), score) }
      #expect(Array(collector.scores) == [3, 1, 0.5 / 0x1p24])
      #expect(collector.faultCount == 0 && !collector.isFaulty)
    }
  }

  @Test func nothingIsWrittenBehindTheMemory() {
    let collector = collect(capacity: 3) { collector in
      for score in 1...5 as ClosedRange<Int64> {
        #expect(collector.isFull == (score > 3))
        decide(&collector, sound(), score << 24)
      }
      #expect(Array(collector.scores) == [1, 2, 3])
    }
    #expect(collector.isFull && collector.count == 3)
  }

  @Test(arguments: [0, 5, -32_768, 32_767] as [Int16])
  func soundThatStandsStillIsLeftOut(value: Int16) {
    func count(_ length: Int) -> (still: Int, clipped: Int) {
      let collector = collect { collector in
        decide(&collector, sound(1000) + [Int16](repeating: value, count: length) + sound(1000))
      }
      #expect(collector.count + collector.faultCount == 1)
      return (collector.stillCount, collector.clippedCount)
    }
    #expect(count(Self.still + 2) == (1, 0))
    // (The noise around it may have the value once or twice, not more.)
    #expect(count(Self.still - 4).still == 0)
  }

  /// The end of one decision and the start of the next one stand still together: the second is left out.
  @Test func standingStillGoesOnFromDecisionToDecision() {
    let collector = collect { collector in
      decide(&collector, sound() + [Int16](repeating: 7, count: Self.still - 10))
      decide(&collector, [Int16](repeating: 7, count: 20) + sound())
      decide(&collector, sound())
    }
    #expect(collector.count == 2 && collector.stillCount == 1)
  }

  @Test(arguments: [(20, 0), (21, 1)])
  func oneSampleInAHundredMayBeFullScale(full: Int, clipped: Int) {
    let collector = collect { collector in
      var samples = sound(2000)
      for index in 0..<full { samples[index * 90] = index % 2 == 0 ? 32_767 : -32_440 }
      decide(&collector, samples)
    }
    #expect(collector.clippedCount == clipped && collector.count == 1 - clipped)
  }

  @Test func aGapForgetsWhatWasBeforeIt() {
    let collector = collect { collector in
      [Int16](repeating: 0, count: 500).withUnsafeBufferPointer {
        collector.hear($0.baseAddress!, count: $0.count)
      }
      collector.begin()
      decide(&collector, sound())
    }
    #expect(collector.count == 1 && collector.faultCount == 0)
  }

  @Test(arguments: [(9, false), (8, true)])
  func moreThanOneFaultInTenIsTooMuch(good: Int, isFaulty: Bool) {
    let collector = collect { collector in
      for index in 0..<good { decide(&collector, sound(seed: UInt64(index))) }
      decide(&collector, [Int16](repeating: 0, count: 2000))
    }
    #expect(collector.isFaulty == isFaulty)
  }
}
