import SeededRandom
import Testing

@testable import Training

@Suite("Adam")
struct AdamTests {
  @Test("twenty steps agree with the paper's algorithm in Double", arguments: [Float(0), 0.02])
  func agreesWithTheAlgorithm(decay: Float) {
    var generator = SeededGenerator(seed: 1)
    let count = 37
    var parameters = (0..<count).map { _ in Float(generator.normal()) }
    var (moment1, moment2) = (
      [Float](repeating: 0, count: count), [Float](repeating: 0, count: count)
    )
    var expected = parameters.map(Double.init)
    var (m, v) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    let adam = Adam(learningRate: 0.01)
    for number in 1...20 {
      let gradient = (0..<count).map { _ in Float(generator.normal()) }
      adam.step(
        number: number, parameter: &parameters, gradient: gradient, moment1: &moment1,
        moment2: &moment2, decay: decay, count: count)
      for i in 0..<count {
        let g = Double(gradient[i]) + Double(decay) * expected[i]
        m[i] = 0.9 * m[i] + 0.1 * g
        v[i] = 0.999 * v[i] + 0.001 * g * g
        var (power1, power2) = (1.0, 1.0)
        for _ in 0..<number { (power1, power2) = (power1 * 0.9, power2 * 0.999) }
        expected[i] -= 0.01 * (m[i] / (1 - power1)) / ((v[i] / (1 - power2)).squareRoot() + 1e-8)
      }
    }
    for (found, value) in zip(parameters, expected) { #expect(abs(Double(found) - value) < 2e-5) }
  }
}
