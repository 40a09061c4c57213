import SeededRandom
import Testing

@testable import ThresholdFitting

/// Constants: SciPy 1.17, e.g.
/// `python3 -c "from scipy import stats; g = stats.gamma(2.5, scale=.8); print(g.cdf(3.1), g.sf(3.1), g.isf(.9))"`,
/// `scipy.special.digamma`, `scipy.special.polygamma(1, x)`.
@Suite struct GammaDistributionTests {
  static let distribution: [(Double, Double, Double, Double, Double)] = [
    (0.5, 2, 0.3, 0.416117579229635, 0.583882420770365),
    (1, 1, 2, 0.8646647167633873, 0.1353352832366127),
    (2.5, 0.8, 3.1, 0.8294375090370306, 0.17056249096296938),
    (9, 1, 9, 0.5443473956775814, 0.45565260432241894),
    (50, 0.2, 14.3, 0.9968810592993368, 0.0031189407006632416),
    (1000, 0.01, 10.5, 0.9413288886226819, 0.05867111137731806),
    (250000, 4e-05, 10.03, 0.9330851180437907, 0.06691488195620934),
    (3, 2, 60, 0.9999999999549898, 4.501016648012131e-11),
  ]

  @Test(arguments: distribution.indices)
  func cumulativeAndSurvivalAgreeWithSciPy(index: Int) {
    let (shape, scale, x, lower, upper) = Self.distribution[index]
    let gamma = GammaDistribution(shape: shape, scale: scale)
    #expect(abs(gamma.cumulative(x) - lower) <= 1e-9 * lower)
    #expect(abs(gamma.survival(x) - upper) <= 1e-8 * upper)
  }

  @Test(arguments: [
    (0.5, 2, 0.1, 2.70554345409542), (2.5, 0.8, 0.9, 0.644123194784929),
    (9, 1, 0.5, 8.66895118437037), (50, 0.2, 1e-06, 18.212677711954765),
    (1000, 0.01, 0.1, 10.4073430801369),
  ])
  func quantileAgreesWithSciPy(shape: Double, scale: Double, tail: Double, score: Double) {
    let gamma = GammaDistribution(shape: shape, scale: scale)
    #expect(abs(gamma.quantile(upperTail: tail) - score) <= 1e-9 * score)
    #expect(abs(gamma.quantile(1 - tail) - score) <= 1e-8 * score)
  }

  @Test(arguments: [
    (0.1, -10.423754940411076, 101.43329915079275), (1, -0.5772156649015329, 1.6449340668482266),
    (3.7, 1.1671535393615113, 0.31003785767003833), (25, 3.198742512851974, 0.04081066325722558),
  ])
  func digammaAndTrigammaAgreeWithSciPy(x: Double, digamma: Double, trigamma: Double) {
    #expect(abs(IncompleteGamma.digamma(x) - digamma) <= 1e-12 * abs(digamma))
    #expect(abs(IncompleteGamma.trigamma(x) - trigamma) <= 1e-12 * trigamma)
  }

  /// (`#require` takes no span.)
  private func fit(_ values: [Double]) -> GammaDistribution? {
    GammaDistribution(fitting: values.span)
  }

  @Test func fitIsSciPysMaximumLikelihood() throws {
    // stats.gamma.fit(data, floc=0)
    let scores = [8.1, 9.4, 10.2, 9.9, 11.3, 8.8, 10.7, 9.1, 12.4, 9.6]
    let gamma = try #require(fit(scores))
    #expect(abs(gamma.shape - 70.89052124391738) < 1e-7)
    #expect(abs(gamma.scale - 0.14035726956731526) < 1e-9)
  }

  @Test(arguments: [0.7, 4, 60])
  func fitFindsTheShapeItWasDrawnFrom(shape: Double) throws {
    var random = SeededGenerator(seed: 9)
    let truth = GammaDistribution(shape: shape, scale: 2)
    let sample = (0..<2000).map { _ in
      truth.quantile(upperTail: 1 - random.uniform(in: 0...0.999999))
    }
    let gamma = try #require(fit(sample))
    #expect(abs(gamma.shape / shape - 1) < 0.1)
  }

  @Test(
    arguments: [
      [], [3], [3, 3, 3], [1, 0], [1, -1], [1, .nan], [1, .infinity], [1e-20, 1, 1],
    ] as [[Double]])
  func samplesWithoutASpreadHaveNoFit(values: [Double]) {
    #expect(fit(values) == nil)
  }
}
