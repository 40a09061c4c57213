import Testing

@testable import Quantization

@Suite struct HistogramErrorTests {
  static let ranges: [ActivationRange] = [
    .init(minimum: -2, maximum: 2), .init(minimum: 0, maximum: 3), .init(minimum: -0.5, maximum: 9),
    .init(minimum: 0.25, maximum: 1), .init(minimum: -1, maximum: -0.5),
    .init(minimum: 0, maximum: 0),
  ]

  @Test(arguments: SquaredErrorRangeTests.Shape.allCases, ranges)
  func errorIsThatOfTheSamplesQuantized(
    shape: SquaredErrorRangeTests.Shape, range: ActivationRange
  ) {
    let samples = shape.samples(20_000, seed: 11)
    let histogram = statistics([samples]).histogram
    let quantization = TensorQuantization(covering: range)
    // The grid that covers nothing has one value; steps of 1 are the runtime's way to say it.
    let isNothing = range.minimum == range.maximum
    let expected = samples.reduce(0.0) { sum, sample in
      let rounded = isNothing ? 0 : quantization.dequantize(quantization.quantize(sample))
      return sum + Double(sample - rounded) * Double(sample - rounded)
    }
    let found = histogram.meanSquaredError(of: range, on: .int8)
    #expect(abs(found - expected / 20_000) < 0.02 * expected / 20_000, "\(found)")

    let outside = samples.count { $0 < range.minimum || $0 > range.maximum }
    // Where values in the bins that the ends cut lie is not known.
    let cut = histogram.occupiedBins.reduce(0.0) { sum, bin in
      let isCut = [range.minimum, range.maximum].contains {
        (bin.low...bin.high).contains(Double($0))
      }
      return sum + (isCut ? bin.count : 0)
    }
    let share = histogram.share(outside: range)
    #expect(abs(share - Double(outside) / 20_000) <= cut / 20_000 + 1e-12)
  }

  @Test func theBestRangeHasTheSmallestErrorOfAllMethods() {
    for shape in SquaredErrorRangeTests.Shape.allCases {
      let seen = statistics([shape.samples(20_000, seed: 12)])
      for grid in [ActivationGrid.int8, .int16] {
        let errors = CalibrationMethodTests.all.map { method in
          seen.histogram.meanSquaredError(of: method.range(of: seen, on: grid), on: grid)
        }
        let best = seen.histogram.meanSquaredError(
          of: CalibrationMethod.meanSquaredError.range(of: seen, on: grid), on: grid)
        #expect(best <= (errors.min() ?? 0) * 1.001)
      }
    }
  }

  @Test func nothingSeenHasNoError() {
    let histogram = ActivationHistogram()
    #expect(histogram.meanSquaredError(of: Self.ranges[0], on: .int8) == 0)
    #expect(histogram.share(outside: Self.ranges[0]) == 0)
  }
}
