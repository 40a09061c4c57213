import SeededRandom
import Testing

@testable import EdgeRuntime

/// gemmlowp's definition, step by step in Int64.
private func doubleRounding(_ value: Int32, _ requantizer: Requantizer) -> Int64 {
  let shift = Int64(requantizer.shift)
  let shifted = Int64(value) * (1 << max(shift, 0))
  // SaturatingRoundingDoublingHighMul, without the one case that saturates: the multiplier is
  // never Int32.min.
  let product = shifted * Int64(requantizer.multiplier)
  let nudge: Int64 = product >= 0 ? 1 << 30 : 1 - (1 << 30)
  let high = (product + nudge) / (1 << 31)
  // RoundingDivideByPOT.
  let exponent = max(-shift, 0)
  let mask: Int64 = (1 << exponent) - 1
  let remainder = high & mask
  let threshold = (mask >> 1) + (high < 0 ? 1 : 0)
  return (high >> exponent) + (remainder > threshold ? 1 : 0)
}

@Suite("Requantizer")
struct RequantizerTests {
  private static let multipliers: [Int32] = [
    0, 1 << 30, 1 << 30 + 1, 1_518_500_250, .max - 1, .max,
  ]

  @Test func cornersAreGemmlowps() {
    let around: [Int64] = (0...31).flatMap { bit in
      (-2...2).flatMap { [1 << bit + $0, -(1 << bit) + $0] }
    }
    let values = around.compactMap { Int32(exactly: $0) } + [.min, .max]
    var wrong = 0
    for multiplier in Self.multipliers {
      for shift in Int32(-31)...7 {
        let requantizer = Requantizer(multiplier: multiplier, shift: shift)
        for value in values where Int32(exactly: Int64(value) << max(shift, 0)) != nil {
          let expected = doubleRounding(value, requantizer)
          if Int64(requantizer.requantize(value)) != expected { wrong += 1 }
        }
      }
    }
    #expect(wrong == 0)
  }

  @Test func tenMillionRandomValuesAreGemmlowps() {
    var random = SeededGenerator(seed: 0x9E)
    var wrong = 0
    for _ in 0..<10_000_000 {
      let bits = random.next()
      let shift = Int32(bits & 31) - 24
      let requantizer = Requantizer(
        multiplier: Int32(truncatingIfNeeded: bits >> 34) | 1 << 30, shift: shift)
      let value =
        Int32(truncatingIfNeeded: random.next()) >> (max(shift, 0) + Int32(bits >> 6 & 15))
      if Int64(requantizer.requantize(value)) != doubleRounding(value, requantizer) { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func ofRealNumberItIsTheNearestIntegerWithinOne() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<100_000 {
      let requantizer = Requantizer(
        multiplier: Int32(1 << 30 + random.integer(below: 1 << 30)),
        shift: Int32(random.integer(below: 16)) - 15)
      let value = Int32(random.integer(below: 1 << 24)) - 1 << 23
      let real =
        Double(value) * Double(requantizer.multiplier) * 0x1p-31
        * Double(sign: .plus, exponent: Int(requantizer.shift), significand: 1)
      #expect(abs(Double(requantizer.requantize(value)) - real) <= 1)
    }
  }
}
