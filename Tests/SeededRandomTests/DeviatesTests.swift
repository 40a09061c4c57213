import Testing

@testable import SeededRandom

@Suite struct DeviatesTests {
  private static let count = 200_000

  @Test func uniformFillsTheUnitIntervalEvenly() {
    var generator = SeededGenerator(seed: 1)
    var bins = [Int](repeating: 0, count: 20)
    for _ in 0..<Self.count {
      let value = generator.uniform()
      #expect(value >= 0 && value < 1)
      bins[Int(value * 20)] += 1
    }
    #expect(chiSquare(of: bins) < 43.8)  // 19 degrees of freedom, p = .001
  }

  @Test func uniformFloatNeverReachesOne() {
    var generator = SeededGenerator(seed: 2)
    var sum = 0.0
    var greatest: Float = 0
    for _ in 0..<Self.count {
      let value = generator.uniformFloat()
      greatest = max(greatest, value)
      sum += Double(value)
    }
    #expect(greatest < 1)
    #expect(abs(sum / Double(Self.count) - 0.5) < 0.004)
  }

  @Test(arguments: [1, 2, 3, 6, 7, 10, 16])
  func integersBelowABoundAreEquallyLikely(bound: Int) {
    var generator = SeededGenerator(seed: UInt64(bound))
    var bins = [Int](repeating: 0, count: bound)
    for _ in 0..<Self.count {
      bins[generator.integer(below: bound)] += 1
    }
    #expect(chiSquare(of: bins) < 40)  // at most 15 degrees of freedom, p < .001
  }

  @Test func integerHoldsForBoundsNearTheTop() {
    var generator = SeededGenerator(seed: 3)
    let bound = Int.max / 2 + 1 + Int.max / 4
    var above = 0
    for _ in 0..<2_000 where generator.integer(below: bound) >= bound / 2 {
      above += 1
    }
    #expect((880...1_120).contains(above))
  }

  @Test func normalHasTheMomentsAndTailsOfAGaussian() {
    var generator = SeededGenerator(seed: 4)
    let values = (0..<Self.count).map { _ in generator.normal() }
    let n = Double(Self.count)
    #expect(abs(values.reduce(0, +) / n) < 0.01)
    #expect(abs(values.reduce(0) { $0 + $1 * $1 } / n - 1) < 0.02)
    #expect(abs(values.reduce(0) { $0 + $1 * $1 * $1 } / n) < 0.03)
    #expect(abs(values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n - 3) < 0.15)
    let outside = Double(values.count { abs($0) > 1.959964 }) / n
    #expect(abs(outside - 0.05) < 0.002)
  }

  @Test func shuffleIsAPermutationAndEveryOrderIsEquallyLikely() {
    var generator = SeededGenerator(seed: 5)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<60_000 {
      counts[generator.permutation(of: 4), default: 0] += 1
    }
    #expect(counts.count == 24)
    #expect(counts.keys.allSatisfy { $0.sorted() == [0, 1, 2, 3] })
    #expect(chiSquare(of: Array(counts.values)) < 49.7)  // 23 degrees of freedom, p = .001
  }

  @Test func emptyAndSingleArraysDrawNothing() {
    var generator = SeededGenerator(seed: 6)
    var untouched = generator
    var empty: [Int] = []
    var single = [9]
    generator.shuffle(&empty)
    generator.shuffle(&single)
    #expect(single == [9])
    #expect(generator.next() == untouched.next())
  }

  private func chiSquare(of bins: [Int]) -> Double {
    let expected = Double(bins.reduce(0, +)) / Double(bins.count)
    return bins.reduce(0) { sum, count in
      let difference = Double(count) - expected
      return sum + difference * difference / expected
    }
  }
}
