import SeededRandom
import Testing

@testable import Datasets

@Suite("Nearly normal deviates")
struct NearNormalTests {
  @Test("nearly normal deviates have mean 0 and deviation 1")
  func nearlyNormalDeviates() {
    var generator = SeededGenerator(seed: 3)
    let values = (0..<200_000).map { _ in generator.nearNormal() }
    let mean = values.reduce(0, +) / Double(values.count)
    #expect(abs(mean) < 0.01)
    #expect(abs(values.rootMeanSquare - 1) < 0.01)
    #expect(values.allSatisfy { abs($0) < 3.5 })
  }
}
