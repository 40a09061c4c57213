import SeededRandom
import Testing

/// Scores that scikit-learn was given too: plain arithmetic, with ties.
///
///     a = [(i * 37 + 11) % mod for i in range(n)]
///     b = [(i * 53 + 29) % mod + mod // 4 for i in range(m)]
struct ArithmeticScores: Sendable, CustomTestStringConvertible {
  let normal: [Double]
  let anomaly: [Double]

  init(_ n: Int, _ m: Int, _ modulus: Int) {
    normal = (0..<n).map { Double(($0 * 37 + 11) % modulus) }
    anomaly = (0..<m).map { Double(($0 * 53 + 29) % modulus + modulus / 4) }
  }

  var testDescription: String { "\(normal.count) normal, \(anomaly.count) anomalous" }
}

/// Random scores on a coarse grid, so that there are ties.
struct RandomScores: Sendable {
  let normal: [Double]
  let anomaly: [Double]

  init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let grid = Double(1 + generator.integer(below: 40))
    let n = 1 + generator.integer(below: 60)
    let m = 1 + generator.integer(below: 60)
    normal = (0..<n).map { _ in (generator.normal() * grid).rounded() }
    anomaly = (0..<m).map { _ in ((generator.normal() + 0.8) * grid).rounded() }
  }
}
