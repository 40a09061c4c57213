import SeededRandom
import Testing

@testable import Quantization

@Suite struct ActivationHistogramTests {
  private static func histogram(_ batches: [[Float]]) -> ActivationHistogram {
    var histogram = ActivationHistogram()
    for batch in batches {
      let finite = batch.withUnsafeBufferPointer { histogram.add($0) }
      #expect(finite)
    }
    return histogram
  }

  @Test func extremesAreExact() {
    let histogram = Self.histogram([[1, -3.7], [0.1], [12.25, 0]])
    #expect(histogram.minimum == -3.7 && histogram.maximum == 12.25 && histogram.count == 5)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func orderOfTheValuesDoesNotMatter(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var values = (0..<3000).map { _ in Float(random.normal() * random.uniform(in: 0...100)) }
    let whole = Self.histogram([values])
    random.shuffle(&values)
    let pieces = Self.histogram(values.map { [$0] })
    #expect(whole == pieces)
  }

  @Test(arguments: [0.001, 0.01, 0.25, 0.5, 0.9, 0.99, 0.9999])
  func quantilesAreWithinABinOfTheSortedOnes(fraction: Double) {
    var random = SeededGenerator(seed: 4)
    let values = (0..<20000).map { _ in Float(random.normal()) }
    let histogram = Self.histogram(
      stride(from: 0, to: 20000, by: 500).map { Array(values[$0..<$0 + 500]) })
    let quantile = histogram.quantile(fraction)
    let bin = Float(0.004)  // 2048 bins for values up to 8
    let wanted = Int(fraction * 20000)
    #expect(values.count { $0 < quantile - bin } <= wanted)
    #expect(values.count { $0 <= quantile + bin } >= wanted)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func partsAddUpToTheWhole(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    // Parts of different magnitude, so that bins are merged on either side; zeros among them.
    let parts = [0.01, 100, 1, 0].map { scale in
      (0..<1000).map { $0 % 7 == 0 ? 0 : Float(scale * random.normal()) }
    }
    var sum = ActivationHistogram()
    for part in parts { sum.add(Self.histogram([part])) }
    #expect(sum == Self.histogram(parts))
    #expect(sum.zeros == parts.joined().count { $0 == 0 })
  }

  @Test func aBinHoldsItsLowerEdgeAndNotItsUpperOne() {
    // Below 2048, bins are 1 wide.
    let values: [Float] = [2047, -2047, -3, -2.5, -2, -0x1p-60, 0, 0x1p-60, 1, 0.75]
    let bins = Self.histogram([values]).occupiedBins
    #expect(bins.map(\.low) == [-2047, -3, -2, -1, 0, 1, 2047])
    #expect(bins.map(\.count) == [1, 2, 1, 1, 2, 1, 1])
    #expect(bins.map(\.high) == [-2046, -2, -1, 0, 1, 2, 2047])
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func valuesThatAreNotFiniteAreReported(value: Float) {
    var histogram = ActivationHistogram()
    let finite = [1, value, 2].withUnsafeBufferPointer { histogram.add($0) }
    #expect(!finite)
  }
}
