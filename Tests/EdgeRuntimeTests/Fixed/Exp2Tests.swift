import Foundation
import SeededRandom
import Testing

@testable import EdgeRuntime

@Suite struct Exp2Tests {
  @Test func powersAreAccurate() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<200_000 {
      let x = Int64(random.next() >> 34) % (33 << 24)
      let exact = exp2(-Double(x) / 0x1p24)
      let found = Double(Exp2.ofNegativeQ24(x)) / 0x1p30
      // One unit of the result on top of the polynomial's, which is that of the first octave.
      let octave = exp2(-Double(x >> 24))
      #expect(abs(found - exact) <= 0x1p-22 * octave + 0x1p-30)
    }
  }

  @Test func wholeNumbersAreExact() {
    for whole in 0...30 {
      #expect(Exp2.ofNegativeQ24(Int64(whole) << 24) == 1 << Int64(30 - whole))
    }
    for x in [Int64(31) << 24, 1 << 44, .max] { #expect(Exp2.ofNegativeQ24(x) == 0) }
  }

  @Test func logarithmsOfSumsAreAccurateJustAboveAPowerOfTwo() {
    var random = SeededGenerator(seed: 6)
    for _ in 0..<200_000 {
      let excess = Double(1 + random.next() >> 34) / 0x1p30
      let value = UInt64(0x1p30 * (1 + excess))
      let exact = log2(Double(value) / 0x1p30)
      let found = Double(Log2.q30(value)) / 0x1p30 - 30
      // A fraction is cut to 24 bits, and so are the products with it.
      #expect(abs(found - exact) < min(1.7e-5, 1e-3 * exact + 0x1p-23))
    }
    for exponent in 0..<64 {
      #expect(Log2.q30(1 << UInt64(exponent)) == Int64(exponent) << 30)
    }
  }
}
