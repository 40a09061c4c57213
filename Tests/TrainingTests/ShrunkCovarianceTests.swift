import SeededRandom
import Testing
import Training

@Suite("Shrunk covariance")
struct ShrunkCovarianceTests {
  /// Numbers that any language can make again: `(37 i + 101 j + 13 i j mod 29) / 7 + (i mod 3) j / 2`,
  /// as deviations from their means.
  private static func deviations(_ count: Int, _ size: Int) -> [[Double]] {
    let rows = (0..<count).map { i in
      (0..<size).map { j -> Double in
        let remainder = (i * 37 + j * 101 + i * j * 13) % 29
        let rise = i % 3 * j
        return Double(remainder) / 7 + Double(rise) / 2
      }
    }
    let means = (0..<size).map { j in rows.reduce(0) { $0 + $1[j] } / Double(count) }
    return rows.map { zip($0, means).map { $0 - $1 } }
  }

  /// The figures are of `sklearn.covariance.ledoit_wolf(…, assume_centered=True)`, scikit-learn 1.7.
  @Test func isThatOfScikitLearn() {
    let covariance = ShrunkCovariance(deviations: Self.deviations(12, 5))
    #expect(abs(covariance.shrinkage - 0.25437840970345704) < 1e-12)
    let lower = [
      1.818136447585, 0.372810795148, 1.683827343097, -0.805114922969, -0.04057804573,
      2.462312923556, -0.196444237013, 0.727234663325, 1.356722732117, 3.464083427526,
      -0.727763023295, 0.244736338312, 1.658521947237, 1.76377125335, 3.055766842363,
    ]
    var next = lower.makeIterator()
    for row in 0..<5 {
      for column in 0...row {
        let expected = next.next() ?? .nan
        #expect(abs(covariance.matrix[row * 5 + column] - expected) < 1e-11)
        #expect(covariance.matrix[row * 5 + column] == covariance.matrix[column * 5 + row])
      }
    }
  }

  /// More variables than observations: the sample's own covariance is singular, this one is not.
  @Test func fewObservationsOfManyVariables() throws {
    let covariance = ShrunkCovariance(deviations: Self.deviations(6, 9))
    #expect(abs(covariance.shrinkage - 0.23960091793398763) < 1e-12)
    let trace = (0..<9).reduce(0) { $0 + covariance.matrix[$1 * 10] }
    #expect(abs(trace - 34.901927437641724) < 1e-10)
    // The determinant is that of the whitening matrix, squared and inverted.
    let whitening = try #require(covariance.whitening)
    let diagonal = (0..<9).reduce(1) { $0 * whitening[$1 * 10] }
    #expect(abs(1 / (diagonal * diagonal) - 503.15316017317565) < 1e-7)
  }

  @Test(arguments: [1, 2, 17, 64])
  func whiteningMakesTheCovarianceTheIdentity(_ size: Int) throws {
    var random = SeededGenerator(seed: UInt64(size))
    let rows = (0..<40).map { _ in (0..<size).map { _ in random.normal() * 3 } }
    let covariance = ShrunkCovariance(deviations: rows, floor: 1e-6)
    let whitening = try #require(covariance.whitening)
    for row in 0..<size {
      for column in 0..<size {
        var value = 0.0
        for i in 0...row {
          for j in 0...column {
            value +=
              whitening[row * size + i] * covariance.matrix[i * size + j]
              * whitening[column * size + j]
          }
        }
        #expect(abs(value - (row == column ? 1 : 0)) < 1e-9)
        if column > row { #expect(whitening[row * size + column] == 0) }
      }
    }
  }

  /// Silence: no variance at all but the floor.
  @Test func silenceIsWhitenedByTheFloorAlone() throws {
    let silence = [[Double]](repeating: [0, 0, 0], count: 5)
    #expect(ShrunkCovariance(deviations: silence).whitening == nil)
    let whitening = try #require(ShrunkCovariance(deviations: silence, floor: 0.25).whitening)
    #expect(whitening == [2, 0, 0, 0, 2, 0, 0, 0, 2])
  }
}
