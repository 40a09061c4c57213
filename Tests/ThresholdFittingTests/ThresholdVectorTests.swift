import Foundation
import Testing

@testable import ThresholdFitting

/// What SciPy computed; `Tests/Vectors/make_threshold_fit.py` made them.
private struct ThresholdVectors: Decodable {
  struct Fit: Decodable {
    let scores: [Int64]
    let shape, scale: Double
    let quantiles: [Double]
  }

  let tails: [Double]
  let fits: [Fit]
  /// x, ln Γ(x), ψ(x), ψ′(x)
  let functions: [[Double]]

  static func load() throws -> ThresholdVectors {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = tests.appendingPathComponent("Vectors/threshold-fit.json")
    return try JSONDecoder().decode(ThresholdVectors.self, from: Data(contentsOf: path))
  }
}

@Suite struct ThresholdVectorTests {
  private func fit(_ scoresQ24: [Int64], tail: Double) -> ThresholdFit {
    var scores = scoresQ24.map { ThresholdFit.score(ofQ24: $0) }
    return scores.withUnsafeMutableBufferPointer { ThresholdFit(sorting: $0, tail: tail) }
  }

  @Test func distributionsAreSciPys() throws {
    let vectors = try ThresholdVectors.load()
    #expect(vectors.fits.count == 5)
    for expected in vectors.fits {
      let found = fit(expected.scores, tail: 0.1).distribution
      // A narrow sample leaves fewer digits of its spread.
      let tolerance = max(1e-10, 1e-14 * expected.shape)
      #expect(abs(found.shape / expected.shape - 1) < tolerance)
      #expect(abs(found.scale / expected.scale - 1) < tolerance)
      for (tail, quantile) in zip(vectors.tails, expected.quantiles) {
        #expect(abs(found.quantile(upperTail: tail) / quantile - 1) < 1e-9, "\(tail)")
      }
    }
  }

  @Test func gammaFunctionsAreSciPys() throws {
    for values in try ThresholdVectors.load().functions {
      let x = values[0]
      // (ln Γ passes through 0 at 1 and 2.)
      #expect(
        abs(IncompleteGamma.logGamma(x) - values[1]) <= 4e-15 * max(abs(values[1]), 4), "\(x)")
      #expect(abs(IncompleteGamma.digamma(x) / values[2] - 1) < 1e-12, "\(x)")
      #expect(abs(IncompleteGamma.trigamma(x) / values[3] - 1) < 1e-12, "\(x)")
    }
  }

  /// Where no outlier makes the sample's tail heavier, the threshold is the distribution's.
  @Test func thresholdsAreTheNextStepAboveTheQuantile() throws {
    for expected in try ThresholdVectors.load().fits {
      let found = fit(expected.scores, tail: 0.1)
      let quantile = found.distribution.quantile(upperTail: 0.1)
      let sample = expected.scores.sorted().map { Double($0) / 0x1p24 }
      let place = 0.9 * Double(sample.count - 1)
      let below = sample[Int(place)]
      let observed = below + (sample[Int(place) + 1] - below) * (place - place.rounded(.down))
      let threshold = (max(quantile, observed) * 0x1p24).rounded(.up)
      #expect(abs(Double(found.thresholdQ24) - threshold) <= 1)
    }
  }

  @Test func theOrderOfDecisionsIsNothing() throws {
    let scores = try #require(ThresholdVectors.load().fits.last).scores
    let forwards = fit(scores, tail: 0.05)
    let backwards = fit(scores.reversed(), tail: 0.05)
    #expect(forwards.distribution == backwards.distribution)
    #expect(forwards.thresholdQ24 == backwards.thresholdQ24)
    forwards.withCalibration { one in
      backwards.withCalibration { other in
        #expect(Array(one.knotsQ24) == Array(other.knotsQ24))
        #expect(one.knotsQ24.count == ThresholdFit.mostKnots)
      }
    }
  }

  /// Bits that a machine of another kind must find too: tools/tests/calibration compares whole files,
  /// this says which machine has moved.
  @Test func theBitsAreTheseEverywhere() throws {
    let expected: [Int64] = [
      428_288_633, 278_659_555, 204_853_444, 174_929_499, 168_649_386,
    ]
    let thresholds = try ThresholdVectors.load().fits.map {
      fit($0.scores, tail: 0.1).thresholdQ24
    }
    #expect(thresholds == expected)
  }
}
