import Foundation
import SeededRandom
import Testing

@testable import Quantization

@Suite struct EntropyRangeTests {
  /// The divergence as the description has it, array by array.
  static func divergence(_ counts: [Int], keeping kept: Int, levels: Int) -> Double {
    var reference = counts.prefix(kept).map(Double.init)
    reference[kept - 1] += counts.dropFirst(kept).reduce(0) { $0 + Double($1) }
    var candidate = [Double](repeating: 0, count: kept)
    for level in 0..<levels {
      let members = (level * kept / levels)..<((level + 1) * kept / levels)
      let total = members.reduce(0) { $0 + counts[$1] }
      let occupied = members.filter { counts[$0] > 0 }
      for bin in occupied { candidate[bin] = Double(total) / Double(occupied.count) }
    }
    let (p, q) = (reference.reduce(0, +), candidate.reduce(0, +))
    var sum = 0.0
    for bin in 0..<kept where reference[bin] > 0 {
      guard candidate[bin] > 0 else { return .infinity }
      sum += reference[bin] / p * log((reference[bin] / p) / (candidate[bin] / q))
    }
    return sum
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func keepsTheBinsWithTheSmallestDivergence(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let length = 20 + random.integer(below: 60)
    let levels = 4 + random.integer(below: 12)
    var counts = (0..<length).map { bin in
      Int(abs(random.normal()) * 2000 * exp(-Double(bin) / 8))
    }
    counts[length - 1] = 1
    let kept = EntropyRange(counts: counts, levels: levels).binsToKeep()
    let all = (levels...length).map { Self.divergence(counts, keeping: $0, levels: levels) }
    let smallest = all.min() ?? .nan
    #expect(kept >= levels && kept <= length)
    #expect(abs(all[kept - levels] - smallest) <= 1e-12 * max(1, smallest))
  }

  @Test func aTailThatSaysLittleIsCut() {
    // Merging any of the first 128 bins loses what tells them apart; one value lies far out.
    var counts = (0..<128).map { 10_000 * (1 + $0 % 2) } + [Int](repeating: 0, count: 1920)
    counts[2047] = 1
    #expect(EntropyRange(counts: counts, levels: 128).binsToKeep() == 128)
  }

  @Test func moreLevelsThanBinsKeepEverything() {
    var random = SeededGenerator(seed: 4)
    let values = (0..<10_000).map { _ in Float(random.normal()) }
    let range = CalibrationMethod.entropy.range(of: statistics([values]), on: .int16)
    #expect(range.minimum == values.min() && range.maximum == values.max())
  }

  @Test(arguments: [1, -1] as [Float])
  func oneSidedDistributionsHaveAllLevelsOnTheirSide(sign: Float) {
    var random = SeededGenerator(seed: 5)
    var values = (0..<100_000).map { _ in sign * Float(abs(random.normal())) }
    values[7] = sign * 30
    // Zeros, as behind a ReLU, change nothing.
    let zeros = [Float](repeating: 0, count: 100_000)
    let range = CalibrationMethod.entropy.range(of: statistics([values + zeros]), on: .int8)
    let end = sign > 0 ? range.maximum : -range.minimum
    #expect(end > 3 && end < 15)
    // Bins are 1/64 wide up to 32.
    let counts = Self.magnitudes(values, width: 1 / 64)
    let kept = EntropyRange(counts: counts, levels: 256).binsToKeep()
    #expect(end == (Float(kept) + 0.5) / 64)
  }

  @Test func signedDistributionsShareTheLevels() {
    var random = SeededGenerator(seed: 6)
    var values = (0..<100_000).map { _ in Float(random.normal()) }
    values[7] = -30
    let range = CalibrationMethod.entropy.range(of: statistics([values]), on: .int8)
    let kept = EntropyRange(counts: Self.magnitudes(values, width: 1 / 64), levels: 128)
      .binsToKeep()
    #expect(range.minimum == -(Float(kept) + 0.5) / 64)
    #expect(range.maximum == min(values.max() ?? 0, -range.minimum))
  }

  private static func magnitudes(_ values: [Float], width: Float) -> [Int] {
    var counts: [Int] = []
    for value in values {
      let bin = Int(abs(value) / width)
      while counts.count <= bin { counts.append(0) }
      counts[bin] += 1
    }
    return counts
  }
}
