import EdgeRuntime
import Quantization
import SeededRandom
import Testing

@Suite struct RequantizerDesignTests {
  @Test func multipliersAreFoundToThirtyOneBits() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<10_000 {
      let real = 0x1p-31 * (0x1p38 - 1).power(random.uniform())
      let requantizer = try #require(Requantizer(real: real))
      #expect((0x4000_0000...0x7FFF_FFFF).contains(requantizer.multiplier))
      #expect((-31...7).contains(requantizer.shift))
      #expect(abs(requantizer.real / real - 1) <= 0x1p-31)
    }
  }

  @Test(
    arguments: [
      // TensorFlow Lite's QuantizeMultiplier: frexp, then Q31.
      (1, 1 << 30, 1), (0.5, 1 << 30, 0), (0.75, 1_610_612_736, 0), (127.999, 2_147_466_871, 7),
      (0x1p-32, 1 << 30, -31), (0x1.FFFFFFFFFp-1, 1 << 30, 1), (0x1p-33, 0, 0), (0, 0, 0),
    ] as [(Double, Int32, Int32)])
  func knownMultipliers(real: Double, multiplier: Int32, shift: Int32) {
    #expect(Requantizer(real: real) == Requantizer(multiplier: multiplier, shift: shift))
  }

  @Test(arguments: [128, 1e9, -1, .infinity, .nan, 0x1.FFFFFFFFFp6] as [Double])
  func multipliersBeyondTheRangeAreRefused(real: Double) {
    #expect(Requantizer(real: real) == nil)
  }
}

extension Double {
  /// `self^exponent` for `self` > 0.
  fileprivate func power(_ exponent: Double) -> Double {
    // By halving: exact enough to spread test values over the whole range.
    var result = 1.0
    var factor = self
    var rest = exponent
    for _ in 0..<40 {
      factor = factor.squareRoot()
      rest *= 2
      if rest >= 1 {
        result *= factor
        rest -= 1
      }
    }
    return result
  }
}
