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

  @Test func percentileCutsStrayValuesAndMinMaxKeepsThem() {
    var values = [Float](repeating: 0, count: 50000)
    for index in values.indices { values[index] = Float(index % 100) / 100 }
    values[77] = 1000
    let histogram = Self.histogram([values])
    #expect(CalibrationMethod.minMax.range(of: histogram).maximum == 1000)
    #expect(CalibrationMethod.percentile(99.99).range(of: histogram).maximum < 2)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func valuesThatAreNotFiniteAreReported(value: Float) {
    var histogram = ActivationHistogram()
    let finite = [1, value, 2].withUnsafeBufferPointer { histogram.add($0) }
    #expect(!finite)
  }

  @Test(arguments: [0, 1e-38, 3, -3, 3e38] as [Float])
  func constantsHaveAConstantRange(value: Float) {
    let histogram = Self.histogram([[value, value], [value]])
    for method in [CalibrationMethod.minMax, .percentile(99.9)] {
      let range = method.range(of: histogram)
      #expect(range.minimum == value && range.maximum == value)
    }
  }

  @Test func nothingSeenIsAnEmptyRange() {
    let range = CalibrationMethod.minMax.range(of: ActivationHistogram())
    #expect(range == ActivationRange(minimum: 0, maximum: 0))
  }
}
